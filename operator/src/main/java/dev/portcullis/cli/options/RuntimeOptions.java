package dev.portcullis.cli.options;

import dev.portcullis.seccomp.RuntimeChoice;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option for the container runtimes that the nodes have. */
public final class RuntimeOptions {

    @Option(
            names = "--runtime",
            paramLabel = "RUNTIME",
            split = ",",
            converter = Converter.class,
            description =
                    "The container runtime under which profiles are to work: runc, crun, one version such as runc:1.3, or"
                            + " none. Can be repeated. Default: every version that was measured.")
    private List<RuntimeChoice> chosen = List.of();

    /** The runtimes that were chosen. */
    public RuntimeChoice runtimes() {
        return chosen.stream().reduce(RuntimeChoice::and).orElseGet(RuntimeChoice::all);
    }

    /** Reads one runtime. */
    static final class Converter implements ITypeConverter<RuntimeChoice> {

        @Override
        public RuntimeChoice convert(String text) {
            try {
                return RuntimeChoice.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
