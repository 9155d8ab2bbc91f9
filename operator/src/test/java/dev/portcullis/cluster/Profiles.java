package dev.portcullis.cluster;

import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Profiles for tests. */
public final class Profiles {

    private Profiles() {}

    /** The syscalls of x86_64, by number: real names for profiles of any size. */
    public static List<String> syscalls() {
        return IntStream.range(0, 600)
                .mapToObj(number -> SyscallTable.linux().name(Architecture.X86_64, number))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Allows these syscalls and denies the rest. */
    public static SeccompProfile allowing(String name, String... syscalls) {
        return of(name, "SCMP_ACT_ERRNO", null, rule("SCMP_ACT_ALLOW", syscalls));
    }

    /** Allows these syscalls and what the bases allow. */
    public static SeccompProfile on(String name, List<String> bases, String... syscalls) {
        return denying(name, bases, List.of(rule("SCMP_ACT_ALLOW", syscalls)));
    }

    /** Denies everything that neither these rules nor the bases mention. */
    public static SeccompProfile denying(String name, @Nullable List<String> bases, List<SyscallRule> rules) {
        SeccompProfile profile = new SeccompProfile();
        profile.setMetadata(new ObjectMetaBuilder().withName(name).build());
        profile.setSpec(
                new SeccompProfileSpec(bases, "SCMP_ACT_ERRNO", null, null, null, null, null, null, null, rules));
        return profile;
    }

    /** A rule on these syscalls, whatever their arguments. */
    public static SyscallRule rule(String action, String... syscalls) {
        return new SyscallRule(List.of(syscalls), null, action, null, null, null, null, null, null);
    }

    /** Allows these syscalls to containers with this capability. */
    public static SyscallRule allowedWith(String capability, String... syscalls) {
        return allowed(new RuleFilter(List.of(capability), null, null), syscalls);
    }

    /** Allows these syscalls on nodes of this architecture. */
    public static SyscallRule allowedOn(String architecture, String... syscalls) {
        return allowed(new RuleFilter(null, List.of(architecture), null), syscalls);
    }

    private static SyscallRule allowed(RuleFilter includes, String... syscalls) {
        return new SyscallRule(List.of(syscalls), null, "SCMP_ACT_ALLOW", null, null, null, null, includes, null);
    }

    public static SeccompProfile of(
            String name, String defaultAction, @Nullable String listenerPath, SyscallRule... rules) {
        SeccompProfile profile = new SeccompProfile();
        profile.setMetadata(new ObjectMetaBuilder().withName(name).build());
        profile.setSpec(new SeccompProfileSpec(
                null, defaultAction, null, null, null, null, null, listenerPath, null, List.of(rules)));
        return profile;
    }
}
