package dev.portcullis.cli;

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
        List<String> lines = new ArrayList<>();
        lines.add(answer.policy() + ": " + words(answer.adjustment()) + ", from " + defaults(answer.runtime()));
        if (answer.own() != answer.runtime()) {
            CapabilitySet before = answer.own().defaults();
            CapabilitySet now = answer.runtime().defaults();
            lines.add("  the policy itself starts from " + defaults(answer.own())
                    + difference(before.minus(now), "lacks") + difference(now.minus(before), "has more:"));
        }
        return lines;
    }

    /** What the tables mean. */
    static List<String> of(CapabilityAnswer answer) {
        List<String> lines = new ArrayList<>();
        lines.add(runtime(answer.runtime()));
        String file = "a file with " + FileCapabilitiesText.of(answer.file());
        boolean refused =
                answer.held().values().stream().anyMatch(held -> held.file().isEmpty());
        if (refused) {
            lines.add(file + " does not start (EPERM, \"Operation not permitted\"): its effective flag demands "
                    + lower(answer.file().permitted()) + ", and the bounding set CapBnd does not have all of that.");
        }
        answer.held().forEach((user, held) -> noNewPrivileges(user, held, file).ifPresent(lines::add));
        return lines;
    }

    private static String runtime(RuntimeDefaults runtime) {
        return switch (runtime) {
            case PODMAN ->
                "Podman gives other users than root just what add names, as ambient capabilities (CapAmb), which programs"
                        + " keep through execve. Pods in Kubernetes have no such thing.";
            case NONE ->
                "Without a runtime's defaults nothing is held but what add names. Kubernetes has no ambient capabilities"
                        + " (CapAmb): what another user than root is given is lost at execve, unless the file has it.";
            case CONTAINERD, CRI_O ->
                runtime.plainName()
                        + " gives no ambient capabilities (CapAmb), because Kubernetes has none: what another"
                        + " user than root is given is lost at execve, unless the file has it.";
        };
    }

    /** What allowPrivilegeEscalation: false changes, where it changes something. */
    private static Optional<String> noNewPrivileges(ContainerUser user, Held held, String file) {
        if (held.file().isEmpty()) {
            return Optional.empty();
        }
        ThreadCapabilities free = held.file().get();
        String first = effective(held.confinedFile());
        String later = effective(held.confinedLater());
        String start =
                "with allowPrivilegeEscalation: false (no_new_privs), " + file + " in a container of " + user.name();
        if (first.equals(effective(held.file())) && later.equals(first)) {
            return Optional.of(start + " holds the same.");
        }
        String told = first.equals(effective(held.file()))
                ? " holds the same (CapEff " + free.effective().hex()
                        + ") as the container's first program, because the runtime"
                        + " permitted it before, but CapEff " + later
                : " holds CapEff " + first
                        + " as the container's first program, no more than the runtime permitted before,"
                        + " and CapEff " + later;
        return Optional.of(start + told + " when a shell or another program starts it.");
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

    private static String defaults(RuntimeDefaults runtime) {
        return runtime == RuntimeDefaults.NONE
                ? "no defaults"
                : "the defaults of " + runtime.plainName() + " ("
                        + runtime.defaults().hex() + ")";
    }

    private static String difference(CapabilitySet set, String verb) {
        return set.isEmpty() ? "" : "; this one " + verb + " " + lower(set);
    }

    private static String lower(CapabilitySet set) {
        return set.equals(CapabilitySet.ALL)
                ? "every capability"
                : set.toString().toLowerCase(Locale.ROOT);
    }
}
