package dev.portcullis.cli.options;

import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.admission.Fillable;
import dev.portcullis.cli.report.Console;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the operator's settings of enforcement. */
public final class EnforcementOptions {

    @Option(
            names = "--exempt-namespaces",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "kube-system,portcullis-system",
            description = "Namespaces whose pods no policy governs, as set for the operator, with its own; separated by"
                    + " commas. Default: ${DEFAULT-VALUE}.")
    private Set<String> exemptNamespaces = Set.of();

    @Option(
            names = "--fill-capabilities",
            split = ",",
            paramLabel = "NAME",
            description = "Capabilities that policies with mutate may give to containers that set none, as set for the"
                    + " operator; separated by commas.")
    private Set<String> fillCapabilities = new HashSet<>();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** The operator's defaults. */
    public static EnforcementSettings defaults() {
        return new EnforcementSettings(Set.of("kube-system", "portcullis-system"), Fillable.DEFAULTS);
    }

    public EnforcementSettings settings() {
        try {
            return new EnforcementSettings(exemptNamespaces, Fillable.of(fillCapabilities));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    Console.oneLine("--fill-capabilities: " + e.getMessage()),
                    e);
        }
    }
}
