package dev.portcullis.manifest;

import dev.portcullis.seccomp.EditDistance;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds everything that the API server would refuse, with kubectl's strict validation of fields. */
final class SchemaCheck {

    private static final BigInteger MAX_INTEGER = BigInteger.valueOf(Long.MAX_VALUE);

    private final String file;
    private final UnaryOperator<String> written;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private SchemaCheck(Manifest manifest) {
        this.file = manifest.file();
        this.written = manifest::written;
    }

    /** Checks a part of a manifest. */
    static List<Diagnostic> of(Manifest manifest, Tree tree, Schema schema, String location) {
        SchemaCheck check = new SchemaCheck(manifest);
        check.check(tree, schema, location);
        return check.diagnostics;
    }

    private void check(Tree tree, Schema schema, String location) {
        boolean absent = tree instanceof Tree.Scalar scalar && scalar.value() == null;
        if (schema.anything() || (absent && schema.nullable())) {
            return;
        }
        if (tree instanceof Tree.Mapping mapping && "object".equals(schema.type())) {
            members(mapping, schema, location);
        } else if (tree instanceof Tree.Sequence sequence && "array".equals(schema.type())) {
            items(sequence, schema, location);
        } else if (tree instanceof Tree.Scalar value && fits(value, schema)) {
            scalar(value, schema, location);
        } else {
            wrongType(tree, schema, location);
        }
    }

    private static boolean fits(Tree.Scalar scalar, Schema schema) {
        return scalar.value() instanceof String
                ? takesText(schema)
                : scalar.whole().isPresent() && takesNumbers(schema);
    }

    private void scalar(Tree.Scalar scalar, Schema schema, String location) {
        if (scalar.value() instanceof String text) {
            text(scalar.place(), text, schema, location);
        } else {
            number(scalar.place(), scalar.whole().orElseThrow(), schema, location);
        }
    }

    private static boolean takesText(Schema schema) {
        return schema.intOrString() || "string".equals(schema.type());
    }

    private static boolean takesNumbers(Schema schema) {
        return schema.intOrString() || "integer".equals(schema.type());
    }

    private void members(Tree.Mapping mapping, Schema schema, String location) {
        for (Map.Entry<String, Tree.Member> entry : mapping.members().entrySet()) {
            String at = location + "." + entry.getKey();
            Schema property = schema.properties().get(entry.getKey());
            if (property == null) {
                String near = EditDistance.nearest(
                                entry.getKey(), schema.properties().keySet())
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; the fields here are "
                                + String.join(", ", schema.properties().keySet()));
                error(Problem.UNKNOWN_FIELD, entry.getValue().key(), at, "there is no such field" + near);
            } else {
                check(entry.getValue().value(), property, at);
            }
        }
        for (String name : schema.required()) {
            if (!mapping.members().containsKey(name)) {
                error(Problem.MISSING_FIELD, mapping.place(), location, "the field " + name + " is missing");
            }
        }
    }

    private void items(Tree.Sequence sequence, Schema schema, String location) {
        int count = sequence.items().size();
        if (schema.maxItems() != null && count > schema.maxItems()) {
            String message = "the list has " + count + " items and may have " + schema.maxItems();
            error(Problem.OUT_OF_RANGE, sequence.place(), location, message);
        }
        for (int i = 0; schema.items() != null && i < count; i++) {
            check(sequence.items().get(i), schema.items(), location + "[" + i + "]");
        }
    }

    private void text(Place place, String text, Schema schema, String location) {
        int length = text.codePointCount(0, text.length());
        if (!schema.values().isEmpty() && !schema.values().contains(text)) {
            String known = nearest(text, schema.values())
                    .map(value -> "; did you mean " + value + "?")
                    .orElse("; use one of " + String.join(", ", schema.values()));
            error(Problem.UNKNOWN_VALUE, place, location, Told.quoted(text) + " is not known" + known);
        } else if (schema.minLength() != null && length < schema.minLength()) {
            error(Problem.OUT_OF_RANGE, place, location, "the text must not be empty");
        } else if (schema.maxLength() != null && length > schema.maxLength()) {
            String limit = " has " + length + " characters and may have " + schema.maxLength();
            error(Problem.OUT_OF_RANGE, place, location, "the text" + limit);
        } else if (schema.pattern() != null && !schema.pattern().matcher(text).find()) {
            String form = schema.pattern().pattern().replace("\\z", "$");
            error(Problem.WRONG_FORM, place, location, Told.quoted(text) + " does not have the form " + form);
        }
    }

    /** Words without their prefix, such as ALLOW for SCMP_ACT_ALLOW, are the commonest mistake. */
    private static Optional<String> nearest(String text, List<String> values) {
        String end = "_" + text.toUpperCase(Locale.ROOT);
        Optional<String> prefixed =
                values.stream().filter(value -> value.endsWith(end)).findFirst();
        return prefixed.or(() -> EditDistance.nearest(text.toUpperCase(Locale.ROOT), values));
    }

    private void number(Place place, BigInteger number, Schema schema, String location) {
        if (number.compareTo(MAX_INTEGER) > 0 && schema.intOrString()) {
            error(
                    Problem.OUT_OF_RANGE,
                    place,
                    location,
                    number + " is beyond the API server's integers, which end at " + MAX_INTEGER
                            + "; write it in quotes: \"" + number + "\"");
        } else if (schema.minimum() != null && new BigDecimal(number).compareTo(schema.minimum()) < 0) {
            error(
                    Problem.OUT_OF_RANGE,
                    place,
                    location,
                    number + " is less than " + schema.minimum().toBigInteger());
        } else if (schema.maximum() != null && new BigDecimal(number).compareTo(schema.maximum()) > 0) {
            error(
                    Problem.OUT_OF_RANGE,
                    place,
                    location,
                    number + " is greater than " + schema.maximum().toBigInteger());
        }
    }

    private void wrongType(Tree tree, Schema schema, String location) {
        String advice = "";
        if (tree instanceof Tree.Scalar scalar && scalar.value() != null) {
            boolean number = scalar.value() instanceof String text && text.matches("[0-9]{1,18}");
            if (number && takesNumbers(schema)) {
                advice = "; remove the quotes";
            } else if (!(scalar.value() instanceof String) && takesText(schema) && !schema.intOrString()) {
                advice = "; put it in quotes";
            } else if ("array".equals(schema.type())) {
                advice = "; put it in brackets: [...]";
            }
        }
        error(
                Problem.WRONG_TYPE,
                tree.place(),
                location,
                "must be " + Told.wanted(schema) + ", not " + Told.of(tree) + advice);
    }

    private void error(Problem problem, Place place, String location, String message) {
        diagnostics.add(Diagnostic.error(problem, file, place, written.apply(location), message));
    }
}
