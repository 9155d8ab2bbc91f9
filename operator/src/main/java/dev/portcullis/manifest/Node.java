package dev.portcullis.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value of a document, with its position. */
public sealed interface Node {

    /** A step of a location: a name, or an index in brackets. */
    Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d{1,9})\\]");

    /** The place where it begins. */
    Position position();

    /** This value as JSON, without positions. */
    JsonNode json();

    /** The member of this name, when this is a mapping that has it. */
    default Optional<Node> member(String name) {
        return this instanceof Mapping mapping
                ? Optional.ofNullable(mapping.members().get(name)).map(Member::value)
                : Optional.empty();
    }

    /** The text of the member of this name, when it is text. */
    default Optional<String> text(String name) {
        return member(name)
                .map(value -> value instanceof Scalar scalar && scalar.value() instanceof String text ? text : null);
    }

    /** This mapping with a text as a member, unless it has such a member already; anything else as it is. */
    default Node with(String name, String text) {
        if (!(this instanceof Mapping mapping) || mapping.members().containsKey(name)) {
            return this;
        }
        Map<String, Member> members = new LinkedHashMap<>(mapping.members());
        members.put(name, new Member(position(), new Scalar(position(), text)));
        return new Mapping(position(), members);
    }

    /** The position of a location such as {@code spec.syscalls[3].op}; of an absent part, that of what should hold it. */
    default Position position(String location) {
        Node at = this;
        Position position = position();
        Matcher step = STEP.matcher(location);
        while (step.find()) {
            String index = step.group(2);
            if (at instanceof Sequence sequence
                    && index != null
                    && Integer.parseInt(index) < sequence.items().size()) {
                at = sequence.items().get(Integer.parseInt(index));
                position = at.position();
                continue;
            }
            Member member = at instanceof Mapping mapping && index == null
                    ? mapping.members().get(step.group(1))
                    : null;
            if (member == null) {
                return position;
            }
            at = member.value();
            position = member.position();
        }
        return position;
    }

    /**
     * A single value.
     *
     * @param position where it begins
     * @param value null, a String, a Boolean, a BigInteger, or a BigDecimal
     */
    record Scalar(Position position, @Nullable Object value) implements Node {

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
        public Optional<BigInteger> whole() {
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
     * @param position where it begins
     * @param items in order
     */
    record Sequence(Position position, List<Node> items) implements Node {
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
     * @param position where it begins
     * @param members in the order in which they were written
     */
    record Mapping(Position position, Map<String, Member> members) implements Node {
        @Override
        public JsonNode json() {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(name, member.value().json()));
            return object;
        }
    }

    /**
     * A member of a mapping.
     *
     * @param key the position of the key
     * @param value the value
     */
    record Member(Position key, Node value) {

        /** The place where a person looks: a single value itself, else the key above it. */
        public Position position() {
            return value instanceof Scalar ? value.position() : key;
        }
    }
}
