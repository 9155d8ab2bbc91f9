package dev.portcullis.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that an object's members have when it is ready.
 *
 * @param members values by path: members with dots between, as in {@code status.conditions[type=Ready].status}, where
 *     brackets pick an element of a list; the value {@value #GENERATION} is that of the object
 */
record ReadyExpression(Map<String, String> members) {

    static final String GENERATION = "{generation}";

    private static final Pattern STEP = Pattern.compile("(\\w+)(?:\\[(\\w+)=([^\\]]*)\\])?(?:\\.(?=\\w)|$)");

    /** Refuses a path that is none, and one outside the status, which is all that is watched. */
    ReadyExpression {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("ready needs at least one path with its value");
        }
        for (String path : members.keySet()) {
            if (!path.startsWith("status.") || !Pattern.matches("(?:" + STEP.pattern() + ")+", path)) {
                throw new IllegalArgumentException("ready: '" + path
                        + "' is no path such as status.state or status.conditions[type=Ready].status");
            }
        }
        members = Map.copyOf(members);
    }

    boolean holds(JsonNode object) {
        String generation = object.at("/metadata/generation").asText();
        return members.entrySet().stream().allMatch(member -> member(object, member.getKey())
                .asText()
                .equals(member.getValue().equals(GENERATION) ? generation : member.getValue()));
    }

    /** Returns whether it tells one generation from another: otherwise an update never shows. */
    boolean tellsGenerations() {
        return members.containsValue(GENERATION);
    }

    private static JsonNode member(JsonNode object, String path) {
        JsonNode at = object;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            at = at.path(step.group(1));
            if (step.group(2) != null) {
                at = element(at, step.group(2), step.group(3));
            }
        }
        return at;
    }

    private static JsonNode element(JsonNode list, String member, String value) {
        for (JsonNode element : list) {
            if (element.path(member).asText().equals(value)) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }
}
