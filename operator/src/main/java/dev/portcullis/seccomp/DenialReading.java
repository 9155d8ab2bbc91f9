package dev.portcullis.seccomp;

import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.SyscallRule;
import java.util.ArrayList;
import java.util.List;

/**
 * What a SyscallBlock denies, as far as it can be read.
 *
 * @param restriction what it denies
 * @param errors what cannot be read
 * @param warnings what was accepted but is probably a mistake
 */
public record DenialReading(Restriction restriction, List<Finding> errors, List<Finding> warnings) {

    private static final SyscallTable TABLE = SyscallTable.linux();

    /** Copies what it is given. */
    public DenialReading {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads what a block of this name denies.
     *
     * @param written each an item of {@code spec.syscalls}
     */
    public static DenialReading of(String block, List<BlockedSyscalls> written) {
        Findings errors = new Findings();
        Findings warnings = new Findings();
        RuleReader reader = new RuleReader(errors, new VerdictReader(errors));
        List<Denial> denials = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String at = "spec.syscalls[" + i + "]";
            if (written.get(i).names().isEmpty()) {
                errors.add(Finding.Code.NO_SYSCALLS, at + ".names", "the list is empty; name at least one syscall");
            }
            ConditionalRule read = reader.read(asRule(written.get(i)), at);
            for (Rule rule : read.rules()) {
                if (rule.verdict().returned() == 0) {
                    errors.add(
                            Finding.Code.ERRNO_OUT_OF_RANGE,
                            at + ".errno",
                            "errno 0 means success, so that programs would believe what was not done; use EPERM or another");
                }
                warn(rule, at, warnings);
                denials.add(new Denial(block, rule.names(), rule.conditions(), rule.verdict()));
            }
        }
        if (written.isEmpty()) {
            errors.add(Finding.Code.NO_SYSCALLS, "spec.syscalls", "the list is empty; name at least one syscall");
        } else if (denials.stream().noneMatch(DenialReading::deniesSome)) {
            warnings.add(
                    Finding.Code.BLOCKS_NOTHING,
                    "spec.syscalls",
                    "no call is blocked: correct the names and conditions that other warnings tell of");
        }
        return new DenialReading(new Restriction(denials), errors.all(), warnings.all());
    }

    private static SyscallRule asRule(BlockedSyscalls one) {
        return new SyscallRule(
                one.names(),
                null,
                Action.ERRNO.ociName(),
                one.errnoRet(),
                one.errno(),
                one.args(),
                one.comment(),
                null,
                null);
    }

    private static boolean deniesSome(Denial denial) {
        return denial.syscalls().stream()
                .anyMatch(syscall -> TABLE.knows(syscall)
                        && !NarrowArguments.seen(syscall, denial.conditions()).isEmpty());
    }

    private static void warn(Rule rule, String at, Findings warnings) {
        for (String name : rule.names()) {
            if (!TABLE.knows(name)) {
                warnings.add(
                        Finding.Code.UNKNOWN_SYSCALL,
                        at + ".names",
                        "no architecture has a syscall " + name
                                + TABLE.nearest(name)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(", and nothing is blocked by this name"));
            } else if (NarrowArguments.seen(name, rule.conditions()).isEmpty()) {
                warnings.add(
                        Finding.Code.NEVER_APPLIES,
                        at + ".args",
                        "no call of " + name + " meets " + rule.conditions()
                                + ": the kernel looks at 32 bits of some arguments; correct the value");
            } else if (!rule.conditions().always() && !NarrowArguments.areKnown(name)) {
                warnings.add(
                        Finding.Code.WIDTHS_UNKNOWN,
                        at + ".args",
                        "how many bits of its arguments the kernel looks at is not known here for " + name
                                + ": all 64 are compared, and a program can put anything into those that it does not look"
                                + " at; compare bits with SCMP_CMP_MASKED_EQ, or block the syscall without conditions");
            }
        }
    }
}
