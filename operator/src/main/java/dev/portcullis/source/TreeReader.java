package dev.portcullis.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the documents of one text: JSON, or YAML, of which there may be several. */
final class TreeReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory JSON = new JsonFactory();
    private static final YAMLFactory YAML = new YAMLFactory();

    private final String file;
    private final JsonParser parser;
    private Map<String, Integer> lines = new HashMap<>();

    private TreeReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** The documents of the text, empty ones left out. */
    static List<Tree> read(String file, String text) throws SourceException {
        String start = text.substring(0, Math.min(text.length(), 200)).strip();
        if (!start.startsWith("{")) {
            return read(file, text, YAML);
        }
        try {
            return read(file, text, JSON);
        } catch (SourceException notJson) {
            // YAML's flow style begins with a brace too, but then has no quote.
            if (start.startsWith("\"", 1) || start.substring(1).stripLeading().startsWith("\"")) {
                throw notJson;
            }
            return read(file, text, YAML);
        }
    }

    private static List<Tree> read(String file, String text, JsonFactory syntax) throws SourceException {
        List<Tree> documents = new ArrayList<>();
        try (JsonParser parser = syntax.createParser(text)) {
            while (parser.nextToken() != null) {
                TreeReader reader = new TreeReader(file, parser);
                JsonNode root = reader.value("");
                if (!root.isNull()) {
                    documents.add(new Tree(file, root, reader.lines));
                }
            }
        } catch (JsonProcessingException e) {
            throw new SourceException(location(file, e), "this is neither JSON nor YAML: " + problem(e));
        } catch (IOException e) {
            throw new SourceException(Location.of(file), "cannot be read: " + e.getMessage());
        }
        return documents;
    }

    private JsonNode value(String path) throws IOException, SourceException {
        lines.putIfAbsent(path, line());
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw refusal(
                    path, "aliases of YAML are not followed here; write the value out instead of *" + parser.getText());
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw refusal(path, "a text, a number, a list or an object is expected here");
        };
    }

    private ObjectNode object(String path) throws IOException, SourceException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String member = Tree.member(path, name);
            int line = line();
            if (object.has(name)) {
                throw refusal(member, "is there twice; keep one");
            }
            lines.put(member, line);
            parser.nextToken();
            object.set(name, value(member));
        }
        return object;
    }

    private ArrayNode array(String path) throws IOException, SourceException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
            array.add(value(Tree.item(path, array.size())));
        }
        return array;
    }

    private int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private SourceException refusal(String path, String message) {
        return new SourceException(new Location(file, line()), path.isEmpty() ? message : path + ": " + message);
    }

    private static Location location(String file, JsonProcessingException e) {
        return new Location(
                file, e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr()));
    }

    /** YAML's messages have several lines, of which the indented ones repeat the text and its place. */
    private static String problem(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage())
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(": "));
    }
}
