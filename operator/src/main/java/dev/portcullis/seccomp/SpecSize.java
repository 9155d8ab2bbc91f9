package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.ProfileReader.orEmpty;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The estimated work and memory of rendering a spec.
 *
 * @param cases the number of cases: for each rule, its syscalls times its conditions on arguments
 * @param bytes the approximate size of its JSON text without white space
 */
public record SpecSize(long cases, long bytes) {

    /** The size of nothing. */
    public static final SpecSize NONE = new SpecSize(0, 0);

    /**
     * The limit for a profile with all its bases. Docker's default profile has 430 cases and 14 kB; this is a hundred
     * times as much, and takes a second and 30 MiB at worst.
     */
    public static final SpecSize LIMIT = new SpecSize(50_000, 4 * 1024 * 1024);

    private static final int MEMBERS_OF_A_SPEC = 64;
    private static final int MEMBERS_OF_A_RULE = 40;
    private static final int MEMBERS_OF_A_CONDITION = 50;
    private static final int QUOTES_AND_COMMA = 3;

    /** The size of one spec, without its bases. */
    public static SpecSize of(SeccompProfileSpec spec) {
        SpecSize size = new SpecSize(
                0,
                MEMBERS_OF_A_SPEC
                        + bytes(spec.baseProfiles())
                        + bytes(spec.architectures())
                        + bytes(spec.flags())
                        + bytes(spec.listenerMetadata()));
        for (SyscallRule rule : orEmpty(spec.syscalls())) {
            size = size.plus(of(rule));
        }
        return size;
    }

    private static SpecSize of(SyscallRule rule) {
        List<ArgumentCondition> args = orEmpty(rule.args());
        long names = orEmpty(rule.names()).size();
        return new SpecSize(
                Math.max(names, 1) * Math.max(args.size(), 1),
                MEMBERS_OF_A_RULE
                        + bytes(rule.names())
                        + bytes(rule.name())
                        + (long) args.size() * MEMBERS_OF_A_CONDITION
                        + bytes(rule.comment())
                        + bytes(rule.includes())
                        + bytes(rule.excludes()));
    }

    private static long bytes(@Nullable RuleFilter filter) {
        return filter == null ? 0 : MEMBERS_OF_A_RULE + bytes(filter.caps()) + bytes(filter.arches());
    }

    private static long bytes(@Nullable List<String> texts) {
        long bytes = 0;
        for (String text : orEmpty(texts)) {
            bytes += bytes(text);
        }
        return bytes;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.length() + (long) QUOTES_AND_COMMA;
    }

    /** The sum of both. */
    public SpecSize plus(SpecSize other) {
        return new SpecSize(cases + other.cases, bytes + other.bytes);
    }

    /** Returns whether it exceeds {@link #LIMIT}. */
    public boolean isTooLarge() {
        return cases > LIMIT.cases || bytes > LIMIT.bytes;
    }
}
