package dev.portcullis.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.portcullis.manifest.DocumentReader.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON: one value, or several one after the other. */
final class JsonReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(YamlReader.MAX_DEPTH)
                    .build())
            .build();

    private final String file;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    /** The objects and lists around the part that is read, the innermost first. */
    private final Deque<String> open = new ArrayDeque<>();

    JsonReader(String file) {
        this.file = file;
    }

    Documents read(String text) {
        List<Node> roots = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                roots.add(value(parser));
            }
        } catch (JsonProcessingException e) {
            String message = ParserWords.JSON.of(e.getOriginalMessage(), open.isEmpty() ? "a value" : open.peek());
            diagnostics.add(
                    Diagnostic.error(Problem.BROKEN_JSON, file, position(e.getLocation()), "", "not JSON: " + message));
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be read", e);
        }
        return new Documents(roots, diagnostics, JsonComment.all(text));
    }

    private Node value(JsonParser parser) throws IOException {
        Position position = position(parser.currentTokenLocation());
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, position);
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                open.push("the list begun in line " + position.line());
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                open.pop();
                yield new Node.Sequence(position, items);
            }
            case VALUE_NULL -> new Node.Scalar(position, null);
            case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(position, parser.getBooleanValue());
            case VALUE_NUMBER_INT -> new Node.Scalar(position, parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> new Node.Scalar(position, decimal(parser));
            default -> new Node.Scalar(position, parser.getText());
        };
    }

    private static BigDecimal decimal(JsonParser parser) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            // JSON bounds no exponent, BigDecimal does.
            throw new JsonParseException(parser, "exponent out of range", parser.currentTokenLocation(), e);
        }
    }

    private Node mapping(JsonParser parser, Position position) throws IOException {
        Map<String, Node.Member> members = new LinkedHashMap<>();
        open.push("the object begun in line " + position.line());
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Position key = position(parser.currentTokenLocation());
            parser.nextToken();
            Node.Member first = members.putIfAbsent(name, new Node.Member(key, value(parser)));
            if (first != null) {
                diagnostics.add(YamlReader.duplicate(file, key, name, first));
            }
        }
        open.pop();
        return new Node.Mapping(position, members);
    }

    private static Position position(JsonLocation location) {
        return location == null ? Position.FILE : new Position(location.getLineNr(), location.getColumnNr());
    }
}
