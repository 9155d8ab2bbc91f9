package dev.portcullis.manifest.check;

import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Problem;
import dev.portcullis.wording.EditDistance;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A schema's objection to a single value.
 *
 * @param problem the kind of problem
 * @param message for a person
 */
record ScalarCheck(Problem problem, String message) {

    /** The greatest integer that the API server reads. */
    private static final BigInteger MAX_SIGNED = BigInteger.valueOf(Long.MAX_VALUE);

    /** The greatest argument of a syscall, which runtimes read from the files that they are given. */
    private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE);

    /** Checks a value against the listed ones. */
    static Optional<ScalarCheck> listed(Node tree, Schema schema) {
        Object value = tree instanceof Node.Scalar scalar ? scalar.value() : null;
        if (value != null && schema.values().contains(value)) {
            return Optional.empty();
        }
        List<String> words = schema.values().stream()
                .flatMap(known -> known instanceof String word ? Stream.of(word) : Stream.empty())
                .toList();
        String known = Optional.ofNullable(value instanceof String text ? text : null)
                .flatMap(text -> nearest(text, words))
                .map(word -> "; did you mean " + word + "?")
                .orElseGet(() -> words.stream().collect(Collectors.joining(", ", "; use one of ", "")));
        String written = value instanceof String text ? Told.quoted(text) : Told.of(tree);
        return Optional.of(new ScalarCheck(Problem.UNKNOWN_VALUE, written + " is not known" + known));
    }

    /** Checks a text. */
    static Optional<ScalarCheck> text(String text, Schema schema) {
        int length = text.codePointCount(0, text.length());
        if (schema.minLength() != null && length < schema.minLength()) {
            return outOfRange("the text must not be empty");
        }
        if (schema.maxLength() != null && length > schema.maxLength()) {
            return outOfRange("the text has " + length + " characters and may have " + schema.maxLength());
        }
        if (schema.pattern() != null && !schema.pattern().matcher(text).find()) {
            String form = schema.pattern().pattern().replace("\\z", "$");
            return Optional.of(
                    new ScalarCheck(Problem.WRONG_FORM, Told.quoted(text) + " does not have the form " + form));
        }
        return Optional.empty();
    }

    /**
     * Checks a number against its limits.
     *
     * @param plain whether it stands in a file for runtimes, which the API server never reads
     */
    static Optional<ScalarCheck> number(BigInteger number, Schema schema, boolean plain) {
        if (schema.intOrString() && number.compareTo(MAX_UNSIGNED) > 0) {
            return outOfRange(number + " is greater than " + MAX_UNSIGNED + ", the greatest argument of a syscall");
        }
        if (schema.intOrString() && number.compareTo(MAX_SIGNED) > 0 && !plain) {
            return outOfRange(number + " is beyond the API server's integers, which end at " + MAX_SIGNED
                    + "; write it in quotes: \"" + number + "\"");
        }
        if (schema.minimum() != null && new BigDecimal(number).compareTo(schema.minimum()) < 0) {
            return outOfRange(number + " is less than " + schema.minimum().toBigInteger());
        }
        if (schema.maximum() != null && new BigDecimal(number).compareTo(schema.maximum()) > 0) {
            return outOfRange(number + " is greater than " + schema.maximum().toBigInteger());
        }
        return Optional.empty();
    }

    private static Optional<ScalarCheck> outOfRange(String message) {
        return Optional.of(new ScalarCheck(Problem.OUT_OF_RANGE, message));
    }

    /** Another case, and words without their prefix, such as ALLOW for SCMP_ACT_ALLOW, are the commonest mistakes. */
    private static Optional<String> nearest(String text, List<String> words) {
        String upper = text.toUpperCase(Locale.ROOT);
        return words.stream()
                .filter(word -> word.equalsIgnoreCase(text) || word.endsWith("_" + upper))
                .findFirst()
                .or(() -> EditDistance.nearest(upper, words))
                .or(() -> EditDistance.nearest(text, words));
    }
}
