package dev.portcullis.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value of a document, with its place. */
public sealed interface Tree {

    /** Where it begins. */
    Place place();

    /** The same as JSON, without places. */
    JsonNode json();

    /** The member of this name, when this is a mapping that has it. */
    default Optional<Tree> member(String name) {
        return this instanceof Mapping mapping
                ? Optional.ofNullable(mapping.members().get(name)).map(Member::value)
                : Optional.empty();
    }

    /** The text of the member of this name, when it is text. */
    default Optional<String> text(String name) {
        return member(name)
                .map(value -> value instanceof Scalar scalar && scalar.value() instanceof String text ? text : null);
    }

    /**
     * A single value.
     *
     * @param place where it begins
     * @param value null, a String, a Boolean, a BigInteger, or a BigDecimal
     */
    record Scalar(Place place, @Nullable Object value) implements Tree {

        /** Longer numbers are no values of any field, and costly to compute with. */
        private static final int MAX_DIGITS = 64;

        /** Files say the same few words thousands of times: one String each is enough. */
        private static final int MAX_INTERNED = 32;

        /** Keeps one copy of equal short texts. */
        public Scalar {
            value = value instanceof String text && text.length() <= MAX_INTERNED ? text.intern() : value;
        }

        @Override
        public JsonNode json() {
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            Optional<BigInteger> whole = whole();
            if (whole.isPresent()) {
                return nodes.numberNode(whole.get());
            }
            return switch (value) {
                case Boolean bool -> nodes.booleanNode(bool);
                case BigDecimal number -> nodes.numberNode(number);
                case String text -> nodes.textNode(text);
                case null -> nodes.nullNode();
                default -> throw new IllegalStateException("no JSON value: " + value);
            };
        }

        /** The value as a whole number, when it is one: 1.0 is. */
        Optional<BigInteger> whole() {
            if (value instanceof BigInteger number) {
                return Optional.of(number);
            }
            if (value instanceof BigDecimal number
                    && Math.abs((long) number.scale()) <= MAX_DIGITS
                    && number.precision() <= MAX_DIGITS
                    && number.stripTrailingZeros().scale() <= 0) {
                return Optional.of(number.toBigInteger());
            }
            return Optional.empty();
        }
    }

    /**
     * A list.
     *
     * @param place where it begins
     * @param items in order
     */
    record Sequence(Place place, List<Tree> items) implements Tree {
        @Override
        public JsonNode json() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
            items.forEach(item -> array.add(item.json()));
            return array;
        }
    }

    /**
     * A mapping, in JSON an object.
     *
     * @param place where it begins
     * @param members in the order in which they were written
     */
    record Mapping(Place place, Map<String, Member> members) implements Tree {
        @Override
        public JsonNode json() {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(name, member.value().json()));
            return object;
        }
    }

    /**
     * What a mapping holds under a key.
     *
     * @param key the place of the key
     * @param value the value
     */
    record Member(Place key, Tree value) {

        /** Where a person looks: at a single value itself, else at the key above it. */
        public Place place() {
            return value instanceof Scalar ? value.place() : key;
        }
    }
}
