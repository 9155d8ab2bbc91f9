package dev.portcullis.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.Problem;
import dev.portcullis.wording.EditDistance;
import io.fabric8.generator.annotation.Required;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a document have the members of a record of the API and no others, all the way down. */
final class Members {

    /** Remarks for readers that tools write beside a profile. */
    private static final Set<String> REMARKS = Set.of("comment", "description", "downloadedFrom");
    /** The first characters of names for remarks; no member of a record begins with them. */
    private static final Set<Character> REMARKS_BEGIN = Set.of('_', '$', '/', '#');

    private final DialectDocument document;
    private final boolean ignoreUnknown;

    /** @param ignoreUnknown whether to leave out members that the record does not have, instead of refusing them */
    Members(DialectDocument document, boolean ignoreUnknown) {
        this.document = document;
        this.ignoreUnknown = ignoreUnknown;
    }

    /**
     * Refuses members that the record does not have, because a misspelt one would be lost without a word, and the lack
     * of members that the record must have. Wrong types are left for {@link SpecReader} to find.
     */
    void fit(ObjectNode node, String path, Class<?> type) {
        List<RecordComponent> components = Arrays.asList(type.getRecordComponents());
        for (String name : node.properties().stream().map(Map.Entry::getKey).toList()) {
            fitName(node, name, path, type);
        }
        for (RecordComponent component : components) {
            String name = component.getName();
            if (node.has(name)) {
                fitValue(node.get(name), DialectDocument.member(path, name), component.getGenericType());
            } else if (isRequired(component)) {
                document.error(
                        Problem.MISSING_FIELD,
                        DialectDocument.member(path, name),
                        "is missing, and a profile needs it");
            }
        }
    }

    private void fitName(ObjectNode node, String name, String path, Class<?> type) {
        String at = DialectDocument.member(path, name);
        List<String> known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        Optional<String> spelling =
                known.stream().filter(name::equalsIgnoreCase).findFirst();
        if (spelling.isEmpty()) {
            if (ignoreUnknown || isRemark(name, type)) {
                document.adapted(at, "nothing reads such a member; it is left out");
            } else {
                document.error(Problem.UNKNOWN_FIELD, at, unknown(name, known));
            }
            node.remove(name);
        } else if (!spelling.get().equals(name)) {
            // Go does not mind upper and lower case, so that the runtimes take such a member.
            if (node.has(spelling.get())) {
                document.error(Problem.DUPLICATE_KEY, at, "is there twice, in upper and lower case; keep one");
                return;
            }
            node.set(spelling.get(), node.remove(name));
            document.adapted(at, "is written " + spelling.get());
        }
    }

    private static String unknown(String name, List<String> known) {
        return "no seccomp profile has such a member"
                + EditDistance.hint(name, known).orElseGet(() -> "; the members here are " + String.join(", ", known))
                + " (--ignore-unknown leaves it out)";
    }

    private static boolean isRemark(String name, Class<?> type) {
        return (!name.isEmpty() && REMARKS_BEGIN.contains(name.charAt(0)))
                || (type == SeccompProfileSpec.class && REMARKS.contains(name));
    }

    private void fitValue(JsonNode value, String path, Type type) {
        if (type instanceof Class<?> known && known.isRecord() && value instanceof ObjectNode object) {
            fit(object, path, known);
        }
        if (type instanceof ParameterizedType list && value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                fitValue(value.get(i), DialectDocument.item(path, i), list.getActualTypeArguments()[0]);
            }
        }
    }

    private static boolean isRequired(RecordComponent component) {
        try {
            return component
                    .getDeclaringRecord()
                    .getDeclaredField(component.getName())
                    .isAnnotationPresent(Required.class);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record has a field for each component", e);
        }
    }

    /** The document without null, empty texts, lists and objects: tools write them freely, and all mean absent. */
    static JsonNode withoutNoise(JsonNode node) {
        JsonNode copy = node.deepCopy();
        prune(copy);
        return copy;
    }

    private static void prune(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.forEach(Members::prune);
            object.properties().removeIf(member -> isNoise(member.getValue()));
        } else if (node instanceof ArrayNode array) {
            array.forEach(Members::prune);
        }
    }

    private static boolean isNoise(JsonNode value) {
        return value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty());
    }
}
