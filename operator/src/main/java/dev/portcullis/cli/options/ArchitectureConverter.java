package dev.portcullis.cli.options;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.EditDistance;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a GOARCH; the kernel's names and the profiles' ones lead to it. */
public final class ArchitectureConverter implements ITypeConverter<Architecture> {

    @Override
    public Architecture convert(String text) {
        return Architecture.ofGoName(text)
                .filter(Architecture::isOfNodes)
                .orElseThrow(() -> new TypeConversionException("no node has the architecture " + text + hint(text)));
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

    /** The names that nodes can have. */
    public static final class Names implements Iterable<String> {
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
