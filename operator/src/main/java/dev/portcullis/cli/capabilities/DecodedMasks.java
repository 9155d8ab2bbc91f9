package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.ProcStatus;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.cli.report.OneLine;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Masks in words. */
final class DecodedMasks {

    private DecodedMasks() {}

    /**
     * The lines for words of a command line: masks, or lines of {@code /proc/PID/status} that a shell may have split.
     *
     * @throws IllegalArgumentException if a word is neither
     */
    static String ofWords(List<String> words) {
        String text = String.join(" ", words).strip();
        return text.startsWith("Cap")
                ? ofStatus(text.replaceAll("\\s+(?=Cap[A-Z][a-z]+:)", "\n"))
                : Arrays.stream(text.split("\\s+"))
                        .map(word -> mask(word).decoded() + "\n")
                        .collect(Collectors.joining());
    }

    /**
     * A line for each of the sets that the text of {@code /proc/PID/status} has.
     *
     * @throws IllegalArgumentException if a mask is none, or there is no set
     */
    static String ofStatus(String text) {
        Map<ThreadSet, CapabilitySet> sets = ProcStatus.sets(text);
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("there are no capabilities in it: lines such as \"CapEff: "
                    + CapabilitySet.NONE.hex() + "\" are wanted");
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
                        "\"" + OneLine.of(word) + "\" is no mask of up to 16 hexadecimal digits"));
    }
}
