package dev.portcullis.seccomp;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads an action with its errno, by name or by number. */
final class VerdictReader {

    /** The paths of the three members. */
    record Locations(String action, String errno, String errnoRet) {}

    private final Findings findings;

    VerdictReader(Findings findings) {
        this.findings = findings;
    }

    Verdict read(String action, @Nullable String errno, @Nullable Integer errnoRet, Locations at) {
        Action read = Action.named(action).orElseGet(() -> {
            findings.add(
                    Finding.Code.UNKNOWN_ACTION,
                    at.action(),
                    "'" + action + "' is no action; use "
                            + Action.meantBy(action).orElse("one of SCMP_ACT_*"));
            return Action.KILL_PROCESS;
        });
        return new Verdict(read, errno(errno, errnoRet, at));
    }

    /** containers/common prefers a name to a number, and Docker does not know names: both must agree. */
    private @Nullable Integer errno(@Nullable String name, @Nullable Integer number, Locations at) {
        if (number != null && !Errno.isInRange(number)) {
            findings.add(
                    Finding.Code.ERRNO_OUT_OF_RANGE,
                    at.errnoRet(),
                    number + " is no errno; the kernel takes 0 to " + Errno.MAX);
            return null;
        }
        if (name == null || name.isEmpty()) {
            return number;
        }
        OptionalInt named = decimal(name);
        if (named.isEmpty()) {
            named = Errno.number(name);
        }
        if (named.isEmpty() || !Errno.isInRange(named.getAsInt())) {
            findings.add(
                    Finding.Code.UNKNOWN_ERRNO,
                    at.errno(),
                    "'" + name + "' is no errno"
                            + Errno.nearest(name)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("; use a name such as EPERM or ENOSYS"));
            return null;
        }
        if (number != null && number != named.getAsInt()) {
            findings.add(
                    Finding.Code.CONTRADICTION,
                    at.errno(),
                    name + " is " + named.getAsInt() + ", but " + at.errnoRet() + " is " + number
                            + "; remove one of the two");
        }
        return named.getAsInt();
    }

    /** containers/common accepts a number in place of a name (getErrno in pkg/seccomp/seccomp_linux.go). */
    private static OptionalInt decimal(String text) {
        return text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }
}
