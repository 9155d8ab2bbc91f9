package dev.portcullis.cli.rollout;

import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.rendition.Subject;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The object that a command is about, and its cluster. */
final class ObjectOptions {

    @Parameters(
            paramLabel = "OBJECT",
            description = "The name of a SeccompProfile, or policy/NAME for a CapabilityPolicy.")
    private String object = "";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    /** Reads the object, and lets the work go on with it. */
    <T> T with(CommandSpec spec, BiFunction<StagedObject, ConnectedCluster, T> work) {
        Subject subject = StagedObject.parse(object)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "\"" + object + "\" names no object: give the NAME of a profile, or policy/NAME"));
        try (ConnectedCluster cluster = options.connect()) {
            return work.apply(StagedObject.read(subject, cluster), cluster);
        }
    }
}
