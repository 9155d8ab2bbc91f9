package dev.portcullis.cluster;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.api.Uint64;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Profiles that are nearly as large as any can be, some 865 KB, without a name that two of them share. */
public final class LargeProfiles {

    private static final int RULES = 27;
    private static final int NAMES = 500;
    private static final int LENGTH = 60;

    private LargeProfiles() {}

    /** A profile that shares no name with those of other numbers. */
    public static SeccompProfile of(String name, int number, @Nullable List<String> bases) {
        return Profiles.denying(
                name,
                bases,
                IntStream.range(0, RULES).mapToObj(i -> rule(number, i)).toList());
    }

    /** A profile of 48,000 cases: every syscall is in many rules, each under four conditions. */
    public static SeccompProfile conditional(String name, int number) {
        return Profiles.denying(
                name,
                null,
                IntStream.range(0, 1000)
                        .mapToObj(i -> new SyscallRule(
                                IntStream.range(i, i + 12)
                                        .mapToObj(call -> "call" + call)
                                        .toList(),
                                null,
                                i % 2 == 0 ? "SCMP_ACT_ALLOW" : "SCMP_ACT_LOG",
                                null,
                                null,
                                IntStream.range(0, 4)
                                        .mapToObj(arg -> new ArgumentCondition(
                                                arg, new Uint64(number + (long) i * arg), null, "SCMP_CMP_EQ"))
                                        .toList(),
                                null,
                                null,
                                null))
                        .toList());
    }

    private static SyscallRule rule(int number, int rule) {
        return Profiles.rule(
                "SCMP_ACT_ALLOW",
                IntStream.range(0, NAMES)
                        .mapToObj(i -> "call_" + number + "_" + rule + "_" + i + "_")
                        .map(name -> name + "x".repeat(LENGTH - name.length()))
                        .toArray(String[]::new));
    }
}
