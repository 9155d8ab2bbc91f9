package dev.portcullis.operator.enforcement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.rendition.Digest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object as written, and as the API server stored it. A server may fill in fields that are unknown here, which must
 * not be taken for somebody's change.
 *
 * @param owner the UID of the policy that it was written for
 * @param wanted digest of the spec that was written
 * @param made digest of the spec that the server answered with
 */
record Written(String owner, String wanted, String made) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Written of(HasMetadata wanted, HasMetadata made) {
        return new Written(owner(wanted), digest(wanted), digest(made));
    }

    /**
     * Returns whether the object found is the wanted one: its whole spec, and the metadata that the operator writes.
     * Labels and annotations of others are ignored.
     *
     * @param last the last write; null when this process has not written it
     */
    static boolean is(HasMetadata wanted, HasMetadata found, @Nullable Written last) {
        return (spec(found).equals(spec(wanted)) || of(wanted, found).equals(last))
                && found.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(wanted.getMetadata().getLabels().entrySet())
                && found.getMetadata()
                        .getOwnerReferences()
                        .containsAll(wanted.getMetadata().getOwnerReferences());
    }

    /** Other field managers that have written to its spec. */
    static List<String> managers(HasMetadata object) {
        return object.getMetadata().getManagedFields().stream()
                .filter(entry -> !ServerSideApply.FIELD_MANAGER.equals(entry.getManager()))
                .filter(entry -> entry.getFieldsV1() != null
                        && entry.getFieldsV1().getAdditionalProperties().containsKey("f:spec"))
                .map(ManagedFieldsEntry::getManager)
                .sorted()
                .distinct()
                .toList();
    }

    /** The spec without empty values. */
    static JsonNode spec(HasMetadata object) {
        JsonNode spec = JSON.<JsonNode>valueToTree(object).path("spec");
        prune(spec);
        return spec;
    }

    private static String owner(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().getFirst().getUid();
    }

    private static String digest(HasMetadata object) {
        return Digest.sha256(spec(object).toString());
    }

    private static void prune(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties()
                    .removeIf(member -> member.getValue().isNull()
                            || (member.getValue() instanceof ArrayNode list && list.isEmpty()));
        }
        node.forEach(Written::prune);
    }
}
