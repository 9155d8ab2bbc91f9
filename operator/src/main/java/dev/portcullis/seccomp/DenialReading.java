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
            BlockedSyscalls one = written.get(i);
            ConditionalRule read = reader.read(asRule(one), at);
            read.rules()
                    .forEach(rule -> denials.add(new Denial(block, rule.names(), rule.conditions(), rule.verdict())));
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
}
