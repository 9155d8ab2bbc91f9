package dev.portcullis.seccomp;

import dev.portcullis.wording.EditDistance;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An unsigned comparison of a syscall's argument: the operators of the OCI runtime specification. */
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

    private static final Map<String, Operator> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Operator::ociName, operator -> operator));

    private final String ociName = PREFIX + name();

    /** The operator of this name in a profile, for example {@code SCMP_CMP_EQ}. */
    public static Optional<Operator> named(String ociName) {
        return Optional.ofNullable(BY_NAME.get(ociName));
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
        return ociName;
    }
}
