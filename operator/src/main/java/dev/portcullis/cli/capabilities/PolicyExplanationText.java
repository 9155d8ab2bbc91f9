package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.FileCapabilitiesText;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.capability.ThreadSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An explanation of a policy's capabilities for people. */
final class PolicyExplanationText {

    private static final String REFUSED = "EPERM";

    private final PolicyExplanation explanation;
    private final StringBuilder text = new StringBuilder();
    private final Set<CapabilitySet> masks = new LinkedHashSet<>();

    private PolicyExplanationText(PolicyExplanation explanation) {
        this.explanation = explanation;
    }

    static String of(PolicyExplanation explanation) {
        PolicyExplanationText text = new PolicyExplanationText(explanation);
        heading(explanation).forEach(text::line);
        explanation.refused().forEach((user, why) -> {
            text.line("");
            text.line("a container of " + user.name() + " does not start: " + why);
        });
        explanation.held().forEach(text::container);
        text.masks();
        if (!explanation.held().isEmpty()) {
            text.ports();
            text.line("");
            remarks(explanation).forEach(remark -> text.line("- " + remark));
        }
        return text.text.toString();
    }

    private void container(ContainerUser user, ContainerCapabilities held) {
        line("");
        line("a container of " + user.name());
        line(row("", "before execve", "a program", "a file with " + FileCapabilitiesText.of(explanation.file())));
        for (ThreadSet set : ThreadSet.values()) {
            line(row(
                    set.statusName(),
                    mask(held.before().get(set)),
                    mask(held.program().get(set)),
                    held.file().map(thread -> mask(thread.get(set))).orElse(REFUSED)));
        }
    }

    private String mask(CapabilitySet set) {
        masks.add(set);
        return set.hex();
    }

    private void masks() {
        if (!masks.isEmpty()) {
            line("");
        }
        masks.stream()
                .sorted((a, b) -> Long.compareUnsigned(a.mask(), b.mask()))
                .forEach(set -> line(set.hex() + " = " + names(set)));
    }

    private static String names(CapabilitySet set) {
        if (set.isEmpty()) {
            return "nothing";
        }
        return set.equals(CapabilitySet.ALL) ? "every capability" : String.join(", ", set.names());
    }

    private void ports() {
        line("");
        List<PortBinding> rows = PortBinding.of(explanation.runtime(), explanation.ports());
        String heading = "binding a port";
        int width = rows.stream().mapToInt(row -> label(row).length()).max().orElse(0);
        StringBuilder head = new StringBuilder(padded(heading, width));
        explanation.held().keySet().forEach(user -> head.append("  ")
                .append(padded(user.name() + ": program", column(user)))
                .append("  ")
                .append(padded("file", 5)));
        line(head.toString());
        for (PortBinding row : rows) {
            StringBuilder cells = new StringBuilder(padded(label(row), width));
            explanation.held().forEach((user, held) -> cells.append("  ")
                    .append(padded(word(row, Optional.of(held.program())), column(user)))
                    .append("  ")
                    .append(padded(word(row, held.file()), 5)));
            line(cells.toString());
        }
    }

    private static int column(ContainerUser user) {
        return user.name().length() + ": program".length();
    }

    private static String label(PortBinding row) {
        return row.port() + " " + row.network() + " (ip_unprivileged_port_start=" + row.start() + ")";
    }

    private static String word(PortBinding row, Optional<ThreadCapabilities> thread) {
        return thread.map(held -> row.allows(held) ? "yes" : "no").orElse(REFUSED);
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "  %-6s  %-16s  %-16s  %s", (Object[]) cells);
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(Math.max(0, width - cell.length()));
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    /** The policy, the runtime, and how that differs from the policy's own runtime. */
    private static List<String> heading(PolicyExplanation explanation) {
        RuntimeDefaults runtime = explanation.runtime();
        Adjustment adjustment = explanation.adjustment();
        boolean fromDefaults = !adjustment.dropAll() && !adjustment.addAll();
        List<String> lines = new ArrayList<>();
        lines.add(explanation.policy() + ": " + words(adjustment) + "; run by " + title(runtime));
        if (fromDefaults) {
            lines.add("  from its defaults, " + runtime.defaults().hex());
        }
        if (explanation.own() != runtime) {
            CapabilitySet before = explanation.own().defaults();
            CapabilitySet now = runtime.defaults();
            lines.add("  the policy itself is for " + title(explanation.own())
                    + (fromDefaults
                            ? ", whose defaults are " + before.hex() + difference("more", before.minus(now))
                                    + difference("less", now.minus(before))
                            : ""));
        }
        return lines;
    }

    /** The meaning of the tables. */
    private static List<String> remarks(PolicyExplanation explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(ambient(explanation.runtime()));
        if (explanation.runtime().unprivilegedPortStart() == 0) {
            lines.add(title(explanation.runtime())
                    + " lets every process bind every port, whatever its capabilities, unless the pod is on"
                    + " the host's network or sets the sysctl net.ipv4.ip_unprivileged_port_start itself.");
        }
        String file = "a file with " + FileCapabilitiesText.of(explanation.file());
        if (explanation.held().values().stream().anyMatch(held -> held.file().isEmpty())) {
            lines.add(file + " does not start (EPERM, \"Operation not permitted\"): its effective flag requires "
                    + lower(explanation.file().permitted())
                    + ", not all of which is in the bounding set CapBnd.");
        }
        if (!explanation.file().effective() && !explanation.file().permitted().isEmpty()) {
            lines.add(file + " has no effective flag: its program must raise its permitted capabilities itself.");
        }
        explanation.held().forEach((user, held) -> held.file()
                .map(free -> noNewPrivileges(user, held, free))
                .ifPresent(told -> lines.add("with allowPrivilegeEscalation: false (no_new_privs), " + file + told)));
        return lines;
    }

    private static String ambient(RuntimeDefaults runtime) {
        return switch (runtime) {
            case PODMAN ->
                "Podman gives users other than root exactly the added capabilities, as ambient ones (CapAmb), which"
                        + " survive execve. Pods in Kubernetes have none.";
            case CONTAINERD, CRI_O, NONE ->
                "Kubernetes has no ambient capabilities (CapAmb): users other than root lose their capabilities at execve,"
                        + " unless the program's file has them.";
        };
    }

    /** The effect of allowPrivilegeEscalation: false. */
    private static String noNewPrivileges(ContainerUser user, ContainerCapabilities held, ThreadCapabilities free) {
        String all = free.effective().hex();
        String first = effective(held.confinedFile());
        String later = effective(held.confinedLater());
        String start = " in a container of " + user.name() + " holds ";
        if (first.equals(later)) {
            return start
                    + (first.equals(all)
                            ? "the same."
                            : "CapEff " + first + ": execve gives no more than was permitted before.");
        }
        return start + "CapEff " + first
                + " as the container's first program, because the runtime permitted that before"
                + " execve, but CapEff " + later + " when a shell or another program starts it.";
    }

    private static String effective(Optional<ThreadCapabilities> thread) {
        return thread.map(held -> held.effective().hex()).orElse("EPERM");
    }

    private static String words(Adjustment adjustment) {
        List<String> words = new ArrayList<>();
        if (adjustment.dropAll() || !adjustment.drop().isEmpty()) {
            words.add("drop " + list(adjustment.dropAll(), adjustment.drop()));
        }
        if (adjustment.addAll() || !adjustment.add().isEmpty()) {
            words.add("add " + list(adjustment.addAll(), adjustment.add()));
        }
        return words.isEmpty() ? "adds and drops nothing" : String.join(", ", words);
    }

    private static String list(boolean all, CapabilitySet named) {
        String names = named.capabilities().stream().map(Enum::name).collect(Collectors.joining(" and "));
        return all ? "ALL" + (named.isEmpty() ? "" : " and " + names) : names;
    }

    private static String difference(String word, CapabilitySet set) {
        return set.isEmpty() ? "" : " (" + word + ": " + lower(set) + ")";
    }

    /** The runtime's name as its project writes it. */
    static String title(RuntimeDefaults runtime) {
        return switch (runtime) {
            case CONTAINERD -> "containerd";
            case CRI_O -> "CRI-O";
            case PODMAN -> "Podman";
            case NONE -> "a runtime without defaults";
        };
    }

    private static String lower(CapabilitySet set) {
        return set.equals(CapabilitySet.ALL)
                ? "every capability"
                : set.toString().toLowerCase(Locale.ROOT);
    }
}
