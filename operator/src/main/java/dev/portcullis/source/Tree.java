package dev.portcullis.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A JSON or YAML document that remembers where its members stand.
 *
 * @param file what the text is called in messages
 * @param root the document
 * @param lines the line of each member by its path, such as {@code spec.syscalls[3].action}; of the root by the empty
 *     path
 */
record Tree(String file, JsonNode root, Map<String, Integer> lines) {

    /** Where a member stands, or what it would stand in. */
    Location location(String path) {
        String at = path;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return new Location(file, lines.getOrDefault(at, 1));
    }

    /** A refusal of a member. */
    SourceException refusal(String path, String message) {
        return new SourceException(location(path), path.isEmpty() ? message : path + ": " + message);
    }

    /** A note about a member. */
    Note note(String path, String message) {
        return new Note(location(path), path.isEmpty() ? message : path + ": " + message);
    }

    /** The path of a member of what stands at another one. */
    static String member(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The path of an item of the list at another one. */
    static String item(String path, int index) {
        return path + "[" + index + "]";
    }
}
