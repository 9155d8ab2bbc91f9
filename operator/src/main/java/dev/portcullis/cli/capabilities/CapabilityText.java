package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.FileCapabilitiesText;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.capability.ThreadSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** An explanation of a policy's capabilities for people. */
final class CapabilityText {

    private static final String REFUSED = "EPERM";

    private final CapabilityAnswer answer;
    private final StringBuilder text = new StringBuilder();
    private final Set<CapabilitySet> masks = new LinkedHashSet<>();

    private CapabilityText(CapabilityAnswer answer) {
        this.answer = answer;
    }

    static String of(CapabilityAnswer answer) {
        CapabilityText text = new CapabilityText(answer);
        CapabilityRemarks.heading(answer).forEach(text::line);
        answer.refused().forEach((user, why) -> {
            text.line("");
            text.line("a container of " + user.name() + " does not start: " + why);
        });
        answer.held().forEach(text::container);
        text.masks();
        if (!answer.held().isEmpty()) {
            text.ports();
            text.line("");
            CapabilityRemarks.of(answer).forEach(remark -> text.line("- " + remark));
        }
        return text.text.toString();
    }

    private void container(ContainerUser user, Held held) {
        line("");
        line("a container of " + user.name());
        line(row("", "before execve", "a program", "a file with " + FileCapabilitiesText.of(answer.file())));
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
        List<PortBinding> rows = PortBinding.of(answer.runtime(), answer.ports());
        String heading = "binding a port";
        int width = rows.stream().mapToInt(row -> label(row).length()).max().orElse(0);
        StringBuilder head = new StringBuilder(padded(heading, width));
        answer.held().keySet().forEach(user -> head.append("  ")
                .append(padded(user.name() + ": program", column(user)))
                .append("  ")
                .append(padded("file", 5)));
        line(head.toString());
        for (PortBinding row : rows) {
            StringBuilder cells = new StringBuilder(padded(label(row), width));
            answer.held().forEach((user, held) -> cells.append("  ")
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
}
