package dev.portcullis.capability;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads the capabilities in {@code /proc/PID/status} (proc_pid_status(5)). */
public final class ProcStatus {

    private ProcStatus() {}

    /**
     * The sets in the text, each from a line such as <code>CapEff:    00000000800405fb</code>; ignores other lines.
     *
     * @throws IllegalArgumentException if such a line has no mask; the message has the line
     */
    public static Map<ThreadSet, CapabilitySet> sets(String text) {
        Map<ThreadSet, CapabilitySet> sets = new EnumMap<>(ThreadSet.class);
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            Optional<ThreadSet> set = colon < 0
                    ? Optional.empty()
                    : ThreadSet.ofStatusName(line.substring(0, colon).strip());
            if (set.isPresent()) {
                sets.put(set.get(), mask(line, line.substring(colon + 1).strip()));
            }
        }
        return sets;
    }

    private static CapabilitySet mask(String line, String hex) {
        return CapabilitySet.parse(hex)
                .orElseThrow(() -> new IllegalArgumentException("\"" + line.strip() + "\" holds no mask"));
    }
}
