package dev.portcullis.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON: one value, or several one after the other. */
final class JsonText {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(YamlText.MAX_DEPTH)
                    .build())
            .build();

    private final String file;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    JsonText(String file) {
        this.file = file;
    }

    Documents read(String text) {
        List<Tree> trees = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                trees.add(value(parser));
            }
        } catch (JsonProcessingException e) {
            diagnostics.add(Diagnostic.error(
                    Problem.BROKEN_JSON, file, place(e.getLocation()), "", "not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be read", e);
        }
        return new Documents(trees, diagnostics);
    }

    private Tree value(JsonParser parser) throws IOException {
        Place place = place(parser.currentTokenLocation());
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, place);
            case START_ARRAY -> {
                List<Tree> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new Tree.Sequence(place, items);
            }
            case VALUE_NULL -> new Tree.Scalar(place, null);
            case VALUE_TRUE, VALUE_FALSE -> new Tree.Scalar(place, parser.getBooleanValue());
            case VALUE_NUMBER_INT -> new Tree.Scalar(place, parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> new Tree.Scalar(place, parser.getDecimalValue());
            default -> new Tree.Scalar(place, parser.getText());
        };
    }

    private Tree mapping(JsonParser parser, Place place) throws IOException {
        Map<String, Tree.Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Place key = place(parser.currentTokenLocation());
            parser.nextToken();
            Tree.Member first = members.putIfAbsent(name, new Tree.Member(key, value(parser)));
            if (first != null) {
                diagnostics.add(YamlText.duplicate(file, key, name, first));
            }
        }
        return new Tree.Mapping(place, members);
    }

    private static Place place(JsonLocation location) {
        return location == null ? Place.FILE : new Place(location.getLineNr(), location.getColumnNr());
    }
}
