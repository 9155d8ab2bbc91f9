package dev.portcullis.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cluster.Cluster;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the rows of {@code rows.tsv} on a real API server: operator and agents as processes of the built distribution, under
 * the shipped RBAC and admission policies, and on request another operator beside them.
 */
@Command(name = "hack/bench", description = "Measures Portcullis, and another operator beside it.")
final class Bench implements Callable<Integer> {

    @Option(
            names = "--rows",
            split = ",",
            paramLabel = "ROW",
            description = "Measures these rows, or all that begin with these parts. Default: all.")
    private List<String> rows = List.of();

    @Option(
            names = "--peer",
            paramLabel = "FILE",
            description = "Measures another operator too: docs/performance.md describes the file.")
    private @Nullable Path peer;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "Where the figures go as JSON.")
    private Path output = Path.of("");

    public static void main(String[] args) {
        System.exit(new picocli.CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        RowTable table = RowTable.read(rows);
        Path home = Files.createTempDirectory("portcullis-bench");
        Parameters ours = Parameters.parse(resource("portcullis.yaml").replace("{home}", home.toString()));
        List<Parameters> peers = peer == null ? List.of() : List.of(Parameters.parse(Files.readString(peer)));
        Report report = new Report(
                table,
                Stream.concat(Stream.of(ours), peers.stream())
                        .map(Parameters::name)
                        .toList(),
                System.err);
        try {
            run(report, ours, peers, home);
        } finally {
            report.print(System.out);
            report.write(output);
            System.out.println("written to " + output);
            delete(home);
        }
        return 0;
    }

    private static void run(Report report, Parameters ours, List<Parameters> peers, Path home) throws Exception {
        if (report.table().wants("cli")) {
            new CommandLine(ours, home).run(report);
        }
        ApiClient api = new ApiClient(Cluster.shared().admin());
        installFinalizer(api, ours);
        Floors floors = new Floors(ours, api, report);
        List<Contender> contenders = Stream.concat(
                        Stream.of(new Contender(ours, new ShippedPrograms(home), api)),
                        peers.stream().map(one -> new Contender(one, new CommandedPrograms(one), api)))
                .toList();
        Stages stages = new Stages(report, floors, contenders);
        stages.oneNode();
        stages.twentyNodes();
        stages.thousandProfiles();
    }

    /** The component that users of a current Kubernetes add: the API server takes it up with a delay. */
    private static void installFinalizer(ApiClient api, Parameters ours) {
        Cluster.shared()
                .kubectl(
                        "apply",
                        "--server-side",
                        "-f",
                        "config/finalizer/policy.yaml",
                        "-f",
                        "config/finalizer/binding.yaml")
                .expectSuccess();
        ObjectNode dry = ours.manifest("dry", ProfileVersions.syscalls(0));
        Waiting.until(() -> api.create(api.collection(dry) + "?dryRun=All", dry).contains("portcullis.dev/in-use"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(Bench.class.getResourceAsStream("/bench/" + name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
