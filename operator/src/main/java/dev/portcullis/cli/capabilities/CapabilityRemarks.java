package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.FileCapabilitiesText;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.capability.ThreadCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to be said around the tables of a policy's capabilities. */
final class CapabilityRemarks {

    private CapabilityRemarks() {}

    /** What was asked, and what another runtime than the policy's own changes. */
    static List<String> heading(CapabilityAnswer answer) {
        RuntimeDefaults runtime = answer.runtime();
        Adjustment adjustment = answer.adjustment();
        boolean fromDefaults = !adjustment.dropAll() && !adjustment.addAll();
        List<String> lines = new ArrayList<>();
        lines.add(answer.policy() + ": " + words(adjustment) + "; run by " + title(runtime));
        if (fromDefaults) {
            lines.add("  from its defaults, " + runtime.defaults().hex());
        }
        if (answer.own() != runtime) {
            CapabilitySet before = answer.own().defaults();
            CapabilitySet now = runtime.defaults();
            lines.add("  the policy itself is for " + title(answer.own())
                    + (fromDefaults
                            ? ", whose defaults are " + before.hex() + difference("more", before.minus(now))
                                    + difference("less", now.minus(before))
                            : ""));
        }
        return lines;
    }

    /** What the tables mean. */
    static List<String> of(CapabilityAnswer answer) {
        List<String> lines = new ArrayList<>();
        lines.add(runtime(answer.runtime()));
        if (answer.runtime().unprivilegedPortStart() == 0) {
            lines.add(title(answer.runtime())
                    + " lets everyone bind every port, whatever the capabilities, unless the pod is on"
                    + " the host's network or sets the sysctl net.ipv4.ip_unprivileged_port_start itself.");
        }
        String file = "a file with " + FileCapabilitiesText.of(answer.file());
        if (answer.held().values().stream().anyMatch(held -> held.file().isEmpty())) {
            lines.add(file + " does not start (EPERM, \"Operation not permitted\"): its effective flag demands "
                    + lower(answer.file().permitted()) + ", and the bounding set CapBnd does not have all of that.");
        }
        if (!answer.file().effective() && !answer.file().permitted().isEmpty()) {
            lines.add(file + " has no effective flag: its program has to make effective itself what it is permitted.");
        }
        answer.held().forEach((user, held) -> held.file()
                .map(free -> noNewPrivileges(user, held, free))
                .ifPresent(told -> lines.add("with allowPrivilegeEscalation: false (no_new_privs), " + file + told)));
        return lines;
    }

    private static String runtime(RuntimeDefaults runtime) {
        return switch (runtime) {
            case PODMAN ->
                "Podman gives other users than root just what add names, as ambient capabilities (CapAmb), which programs"
                        + " keep through execve. Pods in Kubernetes have no such thing.";
            case CONTAINERD, CRI_O, NONE ->
                "Kubernetes has no ambient capabilities (CapAmb): what another user than root is given is lost at execve,"
                        + " unless the program's file has it.";
        };
    }

    /** What allowPrivilegeEscalation: false changes. */
    private static String noNewPrivileges(ContainerUser user, Held held, ThreadCapabilities free) {
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

    /** What a policy adds and drops, as a sentence has it. */
    static String words(Adjustment adjustment) {
        List<String> words = new ArrayList<>();
        if (adjustment.dropAll() || !adjustment.drop().isEmpty()) {
            words.add("drop " + list(adjustment.dropAll(), adjustment.drop()));
        }
        if (adjustment.addAll() || !adjustment.add().isEmpty()) {
            words.add("add " + list(adjustment.addAll(), adjustment.add()));
        }
        return words.isEmpty() ? "nothing is added or dropped" : String.join(", ", words);
    }

    private static String list(boolean all, CapabilitySet named) {
        String names = named.capabilities().stream().map(Enum::name).collect(Collectors.joining(" and "));
        return all ? "ALL" + (named.isEmpty() ? "" : " and " + names) : names;
    }

    private static String difference(String word, CapabilitySet set) {
        return set.isEmpty() ? "" : " (" + word + ": " + lower(set) + ")";
    }

    /** How people write its name. */
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
