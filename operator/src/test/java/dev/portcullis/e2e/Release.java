package dev.portcullis.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.LocalCluster;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The chart's release on this machine's own node, as the suite installed it, and an older version of the chart to come from.
 *
 * @param cluster where it is installed
 */
record Release(LocalCluster cluster) {

    /** The chart as it is now. */
    static final Path CURRENT = Repository.ROOT.resolve("helm/portcullis");

    /** The version of {@link #previous}. */
    static final String PREVIOUS_VERSION = "0.0.9";

    /** The member of a SeccompProfile's spec that {@link #previous} does not know yet. */
    static final String NEW_FIELD = "flags";

    /** The image's repository. */
    static final String IMAGE = "docker.io/library/portcullis";

    private static final String NAME = "portcullis";

    /**
     * Makes an older version of the chart: today's manifests with a lower version, the same image under that version's tag,
     * and a definition of SeccompProfile that lacks a field.
     */
    Path previous(Path workspace) throws IOException {
        Path chart = workspace.resolve(NAME);
        try (Stream<Path> files = Files.walk(CURRENT)) {
            for (Path file : files.toList()) {
                Files.copy(file, chart.resolve(CURRENT.relativize(file).toString()));
            }
        }
        Path metadata = chart.resolve("Chart.yaml");
        Files.writeString(
                metadata, Files.readString(metadata).replaceAll("ersion: " + version(), "ersion: " + PREVIOUS_VERSION));
        Path definition = chart.resolve("manifests/crds/seccompprofiles.portcullis.dev.yaml");
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        JsonNode content = yaml.readTree(definition.toFile());
        JsonNode fields = content.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
        if (((ObjectNode) fields).remove(NEW_FIELD) == null) {
            throw new AssertionError(definition + " has no " + NEW_FIELD);
        }
        yaml.writeValue(definition.toFile(), content);
        new Node(cluster).tag(IMAGE + ":" + version(), IMAGE + ":" + PREVIOUS_VERSION);
        return chart;
    }

    /** The version that the chart installs. */
    static String version() {
        try {
            return Files.readString(CURRENT.resolve("Chart.yaml")).replaceAll("(?s).*\nappVersion: (\\S+).*", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Installs this chart, or upgrades what is there to it. */
    void put(Path chart, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("--install", chart.toString(), "--set", "image.pullPolicy=Never"));
        Collections.addAll(arguments, options);
        helm("upgrade", arguments.toArray(String[]::new)).expectSuccess();
    }

    /** Goes back to the revision before. */
    void rollback() {
        helm("rollback").expectSuccess();
    }

    /** Takes the release away; returns when its pods are gone. */
    void uninstall() {
        tryToUninstall().expectSuccess();
        cluster.tool(
                        "kubectl",
                        "-n",
                        Installation.NAMESPACE,
                        "wait",
                        "--for=delete",
                        "pod",
                        "--selector",
                        "app.kubernetes.io/name=portcullis",
                        Installation.PATIENCE)
                .expectSuccess();
    }

    /** Takes the release away where that may fail; pods may still be ending when it returns. */
    @CheckReturnValue
    Shell.Ended tryToUninstall() {
        return helm("uninstall", "--wait");
    }

    @CheckReturnValue
    private Shell.Ended helm(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, NAME, "--namespace", Installation.NAMESPACE));
        Collections.addAll(all, arguments);
        return cluster.tool("helm", all.toArray(String[]::new));
    }
}
