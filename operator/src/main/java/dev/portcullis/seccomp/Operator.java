package dev.portcullis.seccomp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a syscall's argument is compared, unsigned: the operators of the OCI runtime specification. */
public enum Operator {
    /** Not equal. */
    NE,
    /** Less than. */
    LT,
    /** Less than or equal. */
    LE,
    /** Equal. */
    EQ,
    /** Greater than or equal. */
    GE,
    /** Greater than. */
    GT,
    /** Equal to {@code valueTwo} under the mask {@code value}. */
    MASKED_EQ;

    private static final String PREFIX = "SCMP_CMP_";

    /** The operator of this name in a profile, for example {@code SCMP_CMP_EQ}. */
    public static Optional<Operator> named(String ociName) {
        return Arrays.stream(values()).filter(o -> o.ociName().equals(ociName)).findFirst();
    }

    /** The name that was probably meant, for a hint. */
    static Optional<String> meantBy(String written) {
        return named(PREFIX + written.toUpperCase(Locale.ROOT))
                .map(Operator::ociName)
                .or(() -> EditDistance.nearest(
                        written, Arrays.stream(values()).map(Operator::ociName).toList()));
    }

    /** Its name in a profile. */
    public String ociName() {
        return PREFIX + name();
    }
}
