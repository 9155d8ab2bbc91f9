package dev.portcullis.manifest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What a word in YAML stands for: YAML 1.1, as kubectl reads it; what is no JSON value, such as a date, is text. */
final class YamlScalar {

    /** Longer numbers are no values of any field, and costly to compute with. */
    private static final int MAX_DIGITS = 1000;

    private YamlScalar() {}

    /** Null, a String, a Boolean, a BigInteger or a BigDecimal. */
    static @Nullable Object value(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default -> text;
            };
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        return number && text.length() <= MAX_DIGITS ? number(text, tag) : text;
    }

    private static Object number(String text, Tag tag) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        try {
            return tag.equals(Tag.INT) ? whole(digits) : new BigDecimal(digits);
        } catch (NumberFormatException e) {
            // Sexagesimal numbers and infinities.
            return text;
        }
    }

    private static BigInteger whole(String digits) {
        boolean negative = digits.startsWith("-");
        String plain = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        BigInteger number;
        if (plain.startsWith("0x")) {
            number = new BigInteger(plain.substring(2), 16);
        } else if (plain.startsWith("0b")) {
            number = new BigInteger(plain.substring(2), 2);
        } else if (plain.startsWith("0") && plain.length() > 1) {
            number = new BigInteger(plain, 8);
        } else {
            number = new BigInteger(plain);
        }
        return negative ? number.negate() : number;
    }
}
