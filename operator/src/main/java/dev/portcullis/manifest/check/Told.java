package dev.portcullis.manifest.check;

import dev.portcullis.manifest.Node;
import dev.portcullis.wording.Excerpt;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Values and types as messages name them. */
final class Told {

    private static final int MAX_LENGTH = 63;

    private Told() {}

    /** A value that stands where another kind of value should. */
    static String of(Node tree) {
        return switch (tree) {
            case Node.Mapping mapping -> "a mapping";
            case Node.Sequence sequence -> "a list";
            case Node.Scalar scalar ->
                switch (scalar.value()) {
                    case null -> "null";
                    case String text -> "the text " + quoted(text);
                    case Boolean bool -> bool.toString();
                    case BigInteger number -> "the number " + shortened(number.toString());
                    case BigDecimal number -> "the number " + shortened(number.toString());
                    default -> scalar.value().toString();
                };
        };
    }

    /** A text in quotes, on one line, and not too long. */
    static String quoted(String text) {
        return '"' + shortened(text.replace("\n", "\\n").replace("\r", "\\r")) + '"';
    }

    /** A text that is not too long. */
    static String shortened(String text) {
        return Excerpt.of(text, MAX_LENGTH, Excerpt.DOTS);
    }

    /** The kind of value that a schema demands. */
    static String wanted(Schema schema) {
        if (schema.intOrString()) {
            return "a whole number or text";
        }
        return switch (String.valueOf(schema.type())) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> "text";
        };
    }
}
