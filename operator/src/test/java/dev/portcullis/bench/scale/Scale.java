package dev.portcullis.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a change costs with ever more nodes, and then with ever more profiles; {@code hack/bench scale}. */
@Command(name = "hack/bench scale", mixinStandardHelpOptions = true, sortOptions = false)
final class Scale implements Callable<Integer> {

    @Option(names = "--nodes", split = ",", description = "Numbers of nodes, growing. Default: ${DEFAULT-VALUE}.")
    private int[] nodes = {25, 50, 100};

    @Option(names = "--profiles", split = ",", description = "Numbers of profiles, growing. Default: ${DEFAULT-VALUE}.")
    private int[] profiles = {100, 200, 400};

    @Option(names = "--changes", split = ",", description = "Profiles changed at once. Default: ${DEFAULT-VALUE}.")
    private int[] changes = {1, 100};

    @Option(names = "--bytes", description = "Size of each document, about. Default: ${DEFAULT-VALUE}.")
    private int bytes = SizedProfile.SMALLEST;

    @Option(
            names = "--block",
            description = "Also apply and delete a SyscallBlock that changes every profile, at the end.")
    private boolean block;

    @Option(names = "--output", description = "The JSON file. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("../bench-results/scale.json");

    private final List<Cost> costs = new ArrayList<>();

    private Scale() {}

    /** Measures, prints a table as it goes, and writes the same as JSON. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Scale()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bytes", bytes);
        result.put("load", load());
        double peak;
        Path home = Files.createTempDirectory("portcullis-scale");
        try (Stage stage = new Stage(home, bytes)) {
            System.out.println(ScaleTable.HEAD);
            for (int count : nodes) {
                measure(stage, count, profiles[0]);
            }
            for (int i = 1; i < profiles.length; i++) {
                measure(stage, nodes[nodes.length - 1], profiles[i]);
            }
            if (block) {
                System.out.println("a SyscallBlock that changes all of them, and its deletion:");
                result.put("block", told(stage.block()));
                result.put("unblock", told(stage.unblock()));
            }
            peak = stage.operatorPeak();
            result.put("operatorPeakMegabytes", peak);
            result.put("brokenWatches", stage.brokenWatches());
            System.out.printf(
                    Locale.ROOT,
                    "operator's peak: %.0f of %.0f MiB; watches broken: %d; load: %.1f%n",
                    peak,
                    limit(),
                    stage.brokenWatches(),
                    load());
        }
        ScaleTable.growth(costs).forEach(System.out::println);
        int cores = Runtime.getRuntime().availableProcessors();
        for (Cost cost : costs) {
            Cost predicted = CostModel.predict(cost.nodes(), cost.profiles(), cost.changes(), bytes, cores);
            System.out.println(ScaleTable.beside(predicted, cost));
        }
        System.out.println("predicted for a large cluster, whose API server has 16 cores:");
        for (int count : changes) {
            System.out.println(ScaleTable.row(CostModel.predict(5_000, 1_000, count, bytes, 16)));
        }
        result.put("costs", costs);
        Files.createDirectories(output.toAbsolutePath().getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(output.toFile(), result);
        System.out.println("written to " + output.normalize());
        return peak < limit() ? 0 : 1;
    }

    private static Cost told(Cost cost) {
        System.out.println(ScaleTable.row(cost));
        return cost;
    }

    private void measure(Stage stage, int nodeCount, int profileCount) {
        double listing = stage.grow(nodeCount, profileCount);
        if (listing > 0) {
            System.out.printf(Locale.ROOT, "one agent's first list of %d profiles: %.2f s%n", profileCount, listing);
        }
        for (int count : changes) {
            Cost cost = stage.change(Math.min(count, profileCount));
            costs.add(cost);
            System.out.println(ScaleTable.row(cost));
        }
    }

    /** The memory that the shipped manifest gives the operator, in MiB. */
    private static double limit() throws IOException {
        String limit = new ObjectMapper(new YAMLFactory())
                .readTree(Repository.ROOT
                        .resolve("config/operator/deployment.yaml")
                        .toFile())
                .at("/spec/template/spec/containers/0/resources/limits/memory")
                .asText();
        return Double.parseDouble(limit.replace("Mi", ""));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
