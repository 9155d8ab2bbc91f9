package dev.portcullis.rendition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that get an object's files, by label, as Kubernetes understands label selectors (apimachinery,
 * pkg/labels/selector.go). Every spelling of one selector gives one value.
 *
 * @param requirements all of them have to hold; sorted, without duplicates
 */
public record NodeSelector(List<Requirement> requirements) {

    /** Selects every node. */
    public static final NodeSelector EVERY = new NodeSelector(List.of());

    private static final JsonFactory JSON = new JsonFactory();
    private static final String EXPRESSIONS = "matchExpressions";

    /** Whether a node is selected, as far as its labels are known. */
    public enum Match {
        YES,
        NO,
        /** It depends on labels that are not known. */
        UNKNOWN
    }

    /** How a label is compared. */
    public enum Operator {
        IN("In"),
        /** Holds of a node without the label too. */
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist");

        private final String word;

        Operator(String word) {
            this.word = word;
        }

        static Operator of(String word) {
            for (Operator operator : values()) {
                if (operator.word.equals(word)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException(
                    "a label selector has no operator \"" + word + "\"; use In, NotIn, Exists or DoesNotExist");
        }

        private boolean takesValues() {
            return this == IN || this == NOT_IN;
        }
    }

    /**
     * One condition.
     *
     * @param values the values to compare with; empty for {@link Operator#EXISTS} and {@link Operator#DOES_NOT_EXIST}
     */
    public record Requirement(String key, Operator operator, SortedSet<String> values)
            implements Comparable<Requirement> {

        private static final Comparator<Requirement> ORDER = Comparator.comparing(Requirement::key)
                .thenComparing(Requirement::operator)
                .thenComparing(requirement -> String.join(",", requirement.values));

        /** Refuses values where there can be none, and no values where there must be some. */
        public Requirement {
            if (operator.takesValues() == values.isEmpty()) {
                throw new IllegalArgumentException(
                        operator.word + " on " + key + (values.isEmpty() ? " needs values" : " takes no values"));
            }
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }

        private Match on(NodeLabels labels) {
            if (!labels.knows(key)) {
                return Match.UNKNOWN;
            }
            String value = labels.value(key);
            boolean holds =
                    switch (operator) {
                        case IN -> value != null && values.contains(value);
                        case NOT_IN -> value == null || !values.contains(value);
                        case EXISTS -> value != null;
                        case DOES_NOT_EXIST -> value == null;
                    };
            return holds ? Match.YES : Match.NO;
        }

        @Override
        public int compareTo(Requirement other) {
            return ORDER.compare(this, other);
        }
    }

    /** Sorts, and drops duplicates. */
    public NodeSelector {
        requirements = List.copyOf(new TreeSet<>(requirements));
    }

    /**
     * The selector of a spec.
     *
     * @throws IllegalArgumentException when it has an unknown operator, or values where there can be none; the message
     *     says what to write
     */
    public static NodeSelector of(@Nullable LabelSelector selector) {
        if (selector == null) {
            return EVERY;
        }
        List<Requirement> requirements = new ArrayList<>();
        Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of())
                .forEach((key, value) ->
                        requirements.add(new Requirement(key, Operator.IN, new TreeSet<>(List.of(value)))));
        for (LabelSelectorRequirement expression :
                Objects.requireNonNullElse(selector.getMatchExpressions(), List.<LabelSelectorRequirement>of())) {
            requirements.add(new Requirement(
                    String.valueOf(expression.getKey()),
                    Operator.of(String.valueOf(expression.getOperator())),
                    new TreeSet<>(Objects.requireNonNullElse(expression.getValues(), List.<String>of()))));
        }
        return requirements.isEmpty() ? EVERY : new NodeSelector(requirements);
    }

    /** Returns whether it selects every node, whatever its labels. */
    public boolean isEvery() {
        return requirements.isEmpty();
    }

    /** The keys of the labels that it asks for. */
    public SortedSet<String> keys() {
        return requirements.stream().map(Requirement::key).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Decides whether a node with these labels is selected. One condition that fails is enough for a no. */
    public Match match(NodeLabels labels) {
        Match match = Match.YES;
        for (Requirement requirement : requirements) {
            switch (requirement.on(labels)) {
                case NO -> {
                    return Match.NO;
                }
                case UNKNOWN -> match = Match.UNKNOWN;
                case YES -> {}
            }
        }
        return match;
    }

    /** The one text for it, a label selector in JSON. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart(EXPRESSIONS);
            for (Requirement requirement : requirements) {
                json.writeStartObject();
                json.writeStringField("key", requirement.key);
                json.writeStringField("operator", requirement.operator.word);
                if (requirement.operator.takesValues()) {
                    json.writeArrayFieldStart("values");
                    for (String value : requirement.values) {
                        json.writeString(value);
                    }
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Reads what {@link #json} writes.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static NodeSelector ofJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT, text);
            expect(EXPRESSIONS.equals(parser.nextFieldName()), text);
            expect(parser.nextToken() == JsonToken.START_ARRAY, text);
            List<Requirement> requirements = new ArrayList<>();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                requirements.add(requirement(parser, text));
            }
            return new NodeSelector(requirements);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a label selector: " + text, e);
        }
    }

    private static Requirement requirement(JsonParser parser, String text) throws IOException {
        String key = "";
        String operator = "";
        Collection<String> values = new ArrayList<>();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "key" -> key = String.valueOf(parser.nextTextValue());
                case "operator" -> operator = String.valueOf(parser.nextTextValue());
                case "values" -> {
                    expect(parser.nextToken() == JsonToken.START_ARRAY, text);
                    while (parser.nextToken() == JsonToken.VALUE_STRING) {
                        values.add(parser.getText());
                    }
                }
                default -> expect(false, text);
            }
        }
        return new Requirement(key, Operator.of(operator), new TreeSet<>(values));
    }

    private static void expect(boolean holds, String text) {
        if (!holds) {
            throw new IllegalArgumentException("not a label selector: " + text);
        }
    }
}
