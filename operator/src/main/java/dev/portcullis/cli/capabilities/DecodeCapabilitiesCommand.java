package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.ProcStatus;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.cli.report.Console;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.telemetry.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code capabilities decode}. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = {
            "portcullis capabilities decode MASK...",
            "       portcullis capabilities decode (--pid PID | --status FILE)"
        },
        description = {
            "Prints the capabilities in a mask, like capsh --decode. Capabilities that this program does not"
                    + " know are printed as numbers.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The capabilities are printed.",
            "1:The file or process cannot be read, or has no capabilities.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis capabilities decode 00000000800405fb",
            "  portcullis capabilities decode --pid 1",
            "  kubectl exec web -- cat /proc/1/status |",
            "    portcullis capabilities decode --status -"
        })
final class DecodeCapabilitiesCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "MASK",
            arity = "0..*",
            description = "Hexadecimal masks, with or without 0x and leading zeros, or a line of /proc/PID/status.")
    private List<String> masks = List.of();

    @Option(names = "--pid", paramLabel = "PID", description = "A process on this machine; prints its five sets.")
    private @Nullable Integer pid;

    @Option(
            names = "--status",
            paramLabel = "FILE",
            description = "A copy of /proc/PID/status, or lines of it; - for standard input.")
    private @Nullable String status;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        if ((masks.isEmpty() ? 0 : 1) + (pid == null ? 0 : 1) + (status == null ? 0 : 1) != 1) {
            throw new ParameterException(own.commandLine(), "give masks, or --pid, or --status");
        }
        if (masks.isEmpty()) {
            return decodeFile(pid == null ? Objects.requireNonNull(status) : "/proc/" + pid + "/status", console);
        }
        try {
            console.out(ofWords(masks));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(own.commandLine(), Objects.requireNonNull(e.getMessage()), e);
        }
    }

    private static int decodeFile(String name, Console console) {
        InputFile file = InputFile.named(Path.of(name));
        try (InputStream bytes = file.open(System.in)) {
            console.out(ofStatus(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)));
            return 0;
        } catch (IllegalArgumentException e) {
            console.err(name + ": " + Console.oneLine(Objects.requireNonNull(e.getMessage())) + "\n");
        } catch (IOException e) {
            console.err(file.unreadable(e).text() + "\n");
        }
        return 1;
    }

    /**
     * Decodes masks, or lines of {@code /proc/PID/status} that a shell may have split into words.
     *
     * @throws IllegalArgumentException if a word is neither
     */
    private static String ofWords(List<String> words) {
        String text = String.join(" ", words).strip();
        return text.startsWith("Cap")
                ? ofStatus(text.replaceAll("\\s+(?=Cap[A-Z][a-z]+:)", "\n"))
                : Arrays.stream(text.split("\\s+"))
                        .map(word -> mask(word).decoded() + "\n")
                        .collect(Collectors.joining());
    }

    /**
     * Decodes each set in the text of {@code /proc/PID/status}, one a line.
     *
     * @throws IllegalArgumentException if a mask is none, or there is no set
     */
    private static String ofStatus(String text) {
        Map<ThreadSet, CapabilitySet> sets = ProcStatus.sets(text);
        if (sets.isEmpty()) {
            throw new IllegalArgumentException(
                    "it has no capabilities; expected lines such as \"CapEff: " + CapabilitySet.NONE.hex() + "\"");
        }
        return sets.entrySet().stream()
                .map(set -> String.format(
                        Locale.ROOT,
                        "%-12s %s%n",
                        set.getKey().plainName() + ":",
                        set.getValue().decoded()))
                .collect(Collectors.joining());
    }

    private static CapabilitySet mask(String word) {
        return CapabilitySet.parse(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + Console.oneLine(word) + "\" is not a mask of up to 16 hexadecimal digits"));
    }
}
