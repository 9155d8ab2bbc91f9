package dev.portcullis.manifest.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.wording.EditDistance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Finds everything that the API server would refuse, with kubectl's strict validation of fields. A null is refused where
 * the schema does not allow it, as in server-side apply; a plain create or update drops it.
 */
final class SchemaCheck {

    private final String file;
    private final boolean plain;
    private final UnaryOperator<String> written;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private SchemaCheck(Manifest manifest) {
        this.file = manifest.file();
        this.plain = manifest.plain();
        this.written = manifest::written;
    }

    /** Checks a part of a manifest. */
    static List<Diagnostic> of(Manifest manifest, Node tree, Schema schema, String location) {
        SchemaCheck check = new SchemaCheck(manifest);
        check.check(tree, schema, location);
        return check.diagnostics;
    }

    private void check(Node tree, Schema schema, String location) {
        boolean absent = tree instanceof Node.Scalar scalar && scalar.value() == null;
        if (!schema.values().isEmpty()
                && (schema.anything()
                        || (tree instanceof Node.Scalar word && word.value() instanceof String && takesText(schema)))) {
            report(ScalarCheck.listed(tree, schema), tree.position(), location);
            return;
        }
        if (schema.anything() || (absent && schema.nullable())) {
            return;
        }
        if (tree instanceof Node.Mapping mapping && "object".equals(schema.type())) {
            members(mapping, schema, location);
        } else if (tree instanceof Node.Sequence sequence && "array".equals(schema.type())) {
            items(sequence, schema, location);
        } else if (tree instanceof Node.Scalar value && fits(value, schema)) {
            scalar(value, schema, location);
        } else {
            wrongType(tree, schema, location);
        }
    }

    private static boolean fits(Node.Scalar scalar, Schema schema) {
        if (scalar.value() instanceof String) {
            return takesText(schema);
        }
        return scalar.value() instanceof Boolean
                ? "boolean".equals(schema.type())
                : scalar.whole().isPresent() && takesNumbers(schema);
    }

    private void scalar(Node.Scalar scalar, Schema schema, String location) {
        Optional<ScalarCheck> wrong = scalar.value() instanceof String text
                ? ScalarCheck.text(text, schema)
                : scalar.whole().flatMap(number -> ScalarCheck.number(number, schema, plain));
        report(wrong, scalar.position(), location);
    }

    private void report(Optional<ScalarCheck> wrong, Position position, String location) {
        wrong.ifPresent(check -> error(check.problem(), position, location, check.message()));
    }

    private static boolean takesText(Schema schema) {
        return schema.intOrString() || "string".equals(schema.type());
    }

    private static boolean takesNumbers(Schema schema) {
        return schema.intOrString() || "integer".equals(schema.type());
    }

    private void members(Node.Mapping mapping, Schema schema, String location) {
        int count = mapping.members().size();
        if (schema.maxProperties() != null && count > schema.maxProperties()) {
            String message = "the mapping has " + count + " members and may have " + schema.maxProperties();
            error(Problem.OUT_OF_RANGE, mapping.position(), location, message);
        }
        mapping.members().forEach((name, member) -> member(name, member, schema, location));
        for (String name : schema.required()) {
            if (!mapping.members().containsKey(name)) {
                error(Problem.MISSING_FIELD, mapping.position(), location, "the field " + name + " is missing");
            }
        }
    }

    private void member(String name, Node.Member member, Schema schema, String location) {
        Schema property = schema.properties().get(name);
        if (property != null) {
            check(member.value(), property, location + "." + name);
        } else if (schema.additional() != null) {
            check(member.value(), schema.additional(), location + "[" + name + "]");
        } else {
            Set<String> known = schema.properties().keySet();
            String near =
                    EditDistance.hint(name, known).orElseGet(() -> "; the fields here are " + String.join(", ", known));
            error(Problem.UNKNOWN_FIELD, member.key(), location + "." + name, "there is no such field" + near);
        }
    }

    private void items(Node.Sequence sequence, Schema schema, String location) {
        int count = sequence.items().size();
        if (schema.maxItems() != null && count > schema.maxItems()) {
            String message = "the list has " + count + " items and may have " + schema.maxItems();
            error(Problem.OUT_OF_RANGE, sequence.position(), location, message);
        }
        for (int i = 0; schema.items() != null && i < count; i++) {
            check(sequence.items().get(i), schema.items(), location + "[" + i + "]");
        }
        if (schema.unique()) {
            duplicates(sequence, location);
        }
    }

    private void duplicates(Node.Sequence sequence, String location) {
        Map<JsonNode, Position> seen = new HashMap<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Node item = sequence.items().get(i);
            Position first = seen.putIfAbsent(item.json(), item.position());
            if (first != null) {
                String message = Told.of(item) + " is already in line " + first.line() + "; keep one of the two";
                error(Problem.DUPLICATE_VALUE, item.position(), location + "[" + i + "]", message);
            }
        }
    }

    private void wrongType(Node tree, Schema schema, String location) {
        String advice = "";
        if (tree instanceof Node.Scalar scalar && scalar.value() != null) {
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
                tree.position(),
                location,
                "must be " + Told.wanted(schema) + ", not " + Told.of(tree) + advice);
    }

    private void error(Problem problem, Position position, String location, String message) {
        diagnostics.add(Diagnostic.error(problem, file, position, written.apply(location), message));
    }
}
