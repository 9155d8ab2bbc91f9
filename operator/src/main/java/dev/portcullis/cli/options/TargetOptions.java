package dev.portcullis.cli.options;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Target;
import dev.portcullis.wording.EditDistance;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options for the container and node for which conditions are resolved. */
public final class TargetOptions {

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            converter = ArchitectureConverter.class,
            completionCandidates = ArchitectureConverter.Names.class,
            description = "The node's architecture: ${COMPLETION-CANDIDATES}. Default: one that no profile mentions.")
    private @Nullable Architecture architecture;

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            converter = KernelConverter.class,
            description = "The node's kernel, for example 6.1. Default: new enough for every minKernel.")
    private @Nullable KernelVersion kernel;

    @Option(
            names = "--caps",
            paramLabel = "CAP,...",
            converter = CapabilitiesConverter.class,
            description =
                    "The container's bounding set, for example CAP_SYS_ADMIN,net_admin; or all, or none. Default: none.")
    private CapabilitySet capabilities = CapabilitySet.NONE;

    /** The target that the options describe. */
    public Target target() {
        return new Target(capabilities.capabilities(), architecture, kernel);
    }

    /** The architecture, if one was given. */
    public Optional<Architecture> architecture() {
        return Optional.ofNullable(architecture);
    }

    /** Reads a GOARCH; the error message translates the kernel's and the profiles' names. */
    static final class ArchitectureConverter implements ITypeConverter<Architecture> {

        @Override
        public Architecture convert(String text) {
            return Architecture.ofGoName(text)
                    .filter(Architecture::isOfNodes)
                    .orElseThrow(
                            () -> new TypeConversionException("no node has the architecture " + text + hint(text)));
        }

        private static String hint(String text) {
            Optional<String> known = Arrays.stream(Architecture.values())
                    .filter(Architecture::isOfNodes)
                    .filter(a -> a.kernelName().equals(text)
                            || a.ociName().equals(text)
                            || a.conditionName().equals(text))
                    .findFirst()
                    .flatMap(Architecture::goName)
                    .or(() -> EditDistance.nearest(text, new Names()));
            return known.map(name -> "; did you mean " + name + "?")
                    .orElse("; use one of " + String.join(", ", new Names()));
        }

        /** The names of the architectures that nodes can have. */
        static final class Names implements Iterable<String> {
            @Override
            public Iterator<String> iterator() {
                return list().iterator();
            }

            private static List<String> list() {
                return Arrays.stream(Architecture.values())
                        .filter(Architecture::isOfNodes)
                        .flatMap(architecture -> architecture.goName().stream())
                        .toList();
            }
        }
    }

    /** Reads MAJOR.MINOR, or what {@code uname -r} prints. */
    static final class KernelConverter implements ITypeConverter<KernelVersion> {

        @Override
        public KernelVersion convert(String text) {
            try {
                return KernelVersion.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
