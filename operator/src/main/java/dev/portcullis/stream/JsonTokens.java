package dev.portcullis.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads JSON token by token. Skipped values never become Strings. */
public final class JsonTokens {

    /** Reads the value of a field, fully or in part; the rest of it is skipped. */
    @FunctionalInterface
    public interface FieldReader {
        /** The parser stands at the first token of the value. */
        void read(String field, JsonParser value) throws IOException;
    }

    /** Reads an element of an array, fully or in part; the rest of it is skipped. */
    @FunctionalInterface
    public interface ElementReader {
        /** The parser stands at the first token of the element. */
        void read(JsonParser element) throws IOException;
    }

    /**
     * Keeps no table of names: users choose them, and could fill it or make its hashes collide. Accepts every name and
     * string that the API server accepts: its own limit is 3 MiB for an object.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonTokens() {}

    /** A parser of these bytes, in UTF-8, which it closes. */
    public static JsonParser parser(InputStream json) throws IOException {
        return FACTORY.createParser(json);
    }

    /** Reads the fields of the object at the parser; any other value has none. */
    public static void fields(JsonParser parser, FieldReader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            reader.read(field, parser);
            parser.skipChildren();
        }
    }

    /** Reads the elements of the array at the parser; any other value has none. */
    public static void elements(JsonParser parser, ElementReader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            reader.read(parser);
            parser.skipChildren();
        }
    }

    /** The string at the parser; null for any other value. */
    public static @Nullable String text(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
    }

    /** The object's fields that are strings. */
    public static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        fields(parser, (field, value) -> {
            String text = text(value);
            if (text != null) {
                texts.put(field, text);
            }
        });
        return texts;
    }
}
