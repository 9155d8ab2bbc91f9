package dev.portcullis.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SeccompProfile of the security-profiles-operator, in its versions v1alpha1, v1beta1 and v1
 * (api/seccompprofile/v1/seccompprofile_types.go there): the OCI object with a few members of its own.
 */
final class PeerProfile {

    /** The API group of its objects. */
    static final String GROUP = "security-profiles-operator.x-k8s.io";

    private static final String BASE = "baseProfileName";
    private static final String REMOTE = "oci://";
    private static final String RESOLVED = "syscalls";

    private PeerProfile() {}

    /**
     * The profile in our members; what has no counterpart here goes to the document's diagnostics.
     *
     * @param spec its spec
     */
    static JsonNode translate(DialectDocument document, JsonNode spec, String path) {
        if (!(spec.deepCopy() instanceof ObjectNode own)) {
            return spec;
        }
        base(own, document, path);
        return withoutItsOwn(own, document, path);
    }

    /**
     * The same of a profile whose base is imported with it. A base in a registry is found in the object all the same: its
     * operator keeps the syscalls of a profile and all its bases in an annotation (mergeBaseProfile in
     * internal/pkg/daemon/seccompprofile/seccompprofile.go).
     *
     * @param root the object
     * @param path the path of its spec
     */
    static JsonNode translateOfInstallation(DialectDocument document, JsonNode root, String path) {
        JsonNode spec = root.path(path);
        if (!(spec.deepCopy() instanceof ObjectNode own)) {
            return spec;
        }
        String name = own.path(BASE).asText();
        if (name.startsWith(REMOTE)) {
            Optional<JsonNode> resolved = resolved(root);
            if (resolved.isPresent()) {
                own.remove(BASE);
                own.set("syscalls", resolved.get());
                document.adapted(
                        DialectDocument.member(path, BASE),
                        "the rules of " + name + " are written into the profile, as the annotation " + RESOLVED
                                + " has them");
            } else {
                base(own, document, path);
            }
        } else if (own.remove(BASE) != null && !name.isEmpty()) {
            own.putArray("baseProfiles").add(name);
        }
        return withoutItsOwn(own, document, path);
    }

    private static Optional<JsonNode> resolved(JsonNode root) {
        String annotation =
                root.path("metadata").path("annotations").path(RESOLVED).asText();
        try {
            return Optional.of(new ObjectMapper().readTree(annotation))
                    .filter(JsonNode::isArray)
                    .filter(rules -> !rules.isEmpty());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static JsonNode withoutItsOwn(ObjectNode own, DialectDocument document, String path) {
        // "disabled" until 2025, "state" since.
        if (own.path("disabled").asBoolean() || own.path("state").asText().equals("Disabled")) {
            document.adapted(
                    DialectDocument.member(path, own.has("state") ? "state" : "disabled"),
                    "the profile was switched off; Portcullis has no such switch, apply the object only when it is"
                            + " wanted");
        }
        own.remove(List.of("disabled", "state"));
        if (own.remove("targetWorkload") != null) {
            document.adapted(DialectDocument.member(path, "targetWorkload"), "has no meaning here and is left out");
        }
        architectures(own, document, path);
        return own;
    }

    private static void base(ObjectNode own, DialectDocument document, String path) {
        JsonNode base = own.remove(BASE);
        if (base == null || base.isNull() || base.asText().isEmpty()) {
            return;
        }
        String name = base.asText();
        if (name.startsWith(REMOTE)) {
            document.adapted(
                    DialectDocument.member(path, BASE),
                    "a base in a registry cannot be followed and is left out; import the profile of " + name
                            + " and name it under baseProfiles");
            return;
        }
        own.putArray("baseProfiles").add(name);
        document.adapted(DialectDocument.member(path, BASE), "import " + name + " too, under that name");
    }

    /** The native architecture is covered without being named. */
    private static void architectures(ObjectNode own, DialectDocument document, String path) {
        if (!(own.get("architectures") instanceof ArrayNode all)) {
            return;
        }
        List<JsonNode> kept = new ArrayList<>();
        all.forEach(kept::add);
        if (kept.removeIf(a -> a.asText().equals("SCMP_ARCH_NATIVE"))) {
            own.putArray("architectures").addAll(kept);
            document.adapted(
                    DialectDocument.member(path, "architectures"),
                    "SCMP_ARCH_NATIVE is always covered and is left out");
        }
    }
}
