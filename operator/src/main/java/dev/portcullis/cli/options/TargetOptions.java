package dev.portcullis.cli.options;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the conditions of rules are resolved for. */
public final class TargetOptions {

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            converter = ArchitectureConverter.class,
            completionCandidates = ArchitectureConverter.Names.class,
            description = "The node's architecture, as Kubernetes and Go name it: ${COMPLETION-CANDIDATES}."
                    + " Default: one that no profile mentions.")
    private @Nullable Architecture architecture;

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            converter = KernelConverter.class,
            description = "The node's kernel, for example 6.1. Default: one that is new enough for every minKernel.")
    private @Nullable KernelVersion kernel;

    @Option(
            names = "--caps",
            paramLabel = "CAP,...",
            converter = CapabilitiesConverter.class,
            description = "The capabilities in the container's bounding set, for example CAP_SYS_ADMIN,net_admin; all;"
                    + " or none. Default: none.")
    private CapabilitySet capabilities = CapabilitySet.NONE;

    /** The target that the options describe. */
    public Target target() {
        return new Target(capabilities.capabilities(), architecture, kernel);
    }

    /** The architecture, where one was given. */
    public Optional<Architecture> architecture() {
        return Optional.ofNullable(architecture);
    }
}
