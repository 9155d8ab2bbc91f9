package dev.portcullis.bench.scale;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.api.Uint64;
import dev.portcullis.cluster.Profiles;
import java.util.ArrayList;
import java.util.List;

/** A profile of about 200 syscalls, and beyond these as many conditional rules as make it large. */
final class SizedProfile {

    /** The bytes of a document without conditional rules, about. */
    static final int SMALLEST = 3_000;

    private static final List<String> SYSCALLS = Profiles.syscalls();
    private static final int PLAIN = 200;
    private static final int BYTES_OF_RULE = 105;

    private SizedProfile() {}

    /** The profile of this number; another version is another document. */
    static SeccompProfile of(int number, int version, int bytes) {
        List<String> plain = new ArrayList<>(SYSCALLS.subList(0, PLAIN));
        plain.add(SYSCALLS.get(PLAIN + version % 20));
        List<SyscallRule> rules = new ArrayList<>();
        rules.add(Profiles.rule("SCMP_ACT_ALLOW", plain.toArray(String[]::new)));
        for (int i = 0; i < (bytes - SMALLEST) / BYTES_OF_RULE; i++) {
            String syscall = SYSCALLS.get(PLAIN + 20 + i % 80);
            ArgumentCondition equal = new ArgumentCondition(0, Uint64.of(1000L * number + i), null, "SCMP_CMP_EQ");
            rules.add(new SyscallRule(
                    List.of(syscall), null, "SCMP_ACT_ALLOW", null, null, List.of(equal), null, null, null));
        }
        return Profiles.denying(name(number), null, rules);
    }

    static String name(int number) {
        return "scale-" + number;
    }
}
