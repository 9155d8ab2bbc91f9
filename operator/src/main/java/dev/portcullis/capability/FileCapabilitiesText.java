package dev.portcullis.capability;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * File capabilities as setcap(8) reads them: the text form of cap_from_text(3), for example {@code
 * cap_net_bind_service=ep} or {@code cap_chown,cap_kill+ip}. Clauses are separated by spaces; a clause is a
 * comma-separated list of names, or {@code all}, then operators {@code =}, {@code +}, {@code -}, each with the flags
 * {@code e}, {@code i}, {@code p}. Names may omit {@code cap_}.
 */
public final class FileCapabilitiesText {

    private static final Pattern CLAUSE = Pattern.compile("([^=+-]*)((?:[=+-][eip]*)+)");
    private static final Pattern ACTION = Pattern.compile("([=+-])([eip]*)");

    private final Map<Flag, CapabilitySet> sets = new EnumMap<>(Flag.class);

    private FileCapabilitiesText() {
        for (Flag flag : Flag.values()) {
            sets.put(flag, CapabilitySet.NONE);
        }
    }

    /** The letters of the three sets. */
    private enum Flag {
        E,
        I,
        P
    }

    /**
     * Parses a text.
     *
     * @throws IllegalArgumentException if it is invalid, or setcap would refuse it; the message says why
     */
    public static FileCapabilities parse(String text) {
        FileCapabilitiesText sets = new FileCapabilitiesText();
        for (String clause : text.strip().split("\\s+", -1)) {
            sets.read(clause);
        }
        return sets.file();
    }

    /** A text that {@link #parse} and setcap read as these capabilities. */
    public static String of(FileCapabilities file) {
        CapabilitySet both = file.permitted().intersect(file.inheritable());
        List<String> clauses = new ArrayList<>();
        add(clauses, both, "ip", file.effective());
        add(clauses, file.permitted().minus(both), "p", file.effective());
        add(clauses, file.inheritable().minus(both), "i", file.effective());
        return clauses.isEmpty() ? (file.effective() ? "=e" : "=") : String.join(" ", clauses);
    }

    private static void add(List<String> clauses, CapabilitySet set, String flags, boolean effective) {
        if (!set.isEmpty()) {
            String names = set.equals(CapabilitySet.ALL) ? "" : String.join(",", set.names());
            clauses.add(names + "=" + (effective ? "e" : "") + flags);
        }
    }

    private void read(String clause) {
        Matcher matcher = CLAUSE.matcher(clause);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + clause + "\" is not what setcap reads, for example cap_net_bind_service=ep");
        }
        String names = matcher.group(1);
        String actions = matcher.group(2);
        if (names.isEmpty() && !actions.startsWith("=")) {
            throw new IllegalArgumentException("\"" + clause + "\" names no capability before " + actions.charAt(0));
        }
        CapabilitySet named =
                names.isEmpty() ? CapabilitySet.ALL : CapabilitySet.ofNames(List.of(names.split(",", -1)));
        Matcher action = ACTION.matcher(actions);
        while (action.find()) {
            apply(action.group(1), named, action.group(2).toUpperCase(Locale.ROOT));
        }
    }

    private void apply(String operator, CapabilitySet named, String flags) {
        for (Flag flag : Flag.values()) {
            boolean meant = flags.contains(flag.name());
            if (operator.equals("=") || (meant && operator.equals("-"))) {
                sets.computeIfPresent(flag, (f, set) -> set.minus(named));
            }
            if (meant && !operator.equals("-")) {
                sets.computeIfPresent(flag, (f, set) -> set.union(named));
            }
        }
    }

    /** A file has one effective bit for all capabilities (libcap, cap_file.c, _fcaps_save). */
    private FileCapabilities file() {
        CapabilitySet effective = sets.getOrDefault(Flag.E, CapabilitySet.NONE);
        CapabilitySet permitted = sets.getOrDefault(Flag.P, CapabilitySet.NONE);
        CapabilitySet inheritable = sets.getOrDefault(Flag.I, CapabilitySet.NONE);
        if (!effective.isEmpty() && !effective.containsAll(permitted.union(inheritable))) {
            throw new IllegalArgumentException(
                    "a file has one effective flag for all its capabilities: write e for each of them, or for none");
        }
        return new FileCapabilities(permitted, inheritable, !effective.isEmpty());
    }
}
