package dev.portcullis.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The SeccompProfile of the security-profiles-operator, in its versions v1alpha1, v1beta1 and v1
 * (api/seccompprofile/v1/seccompprofile_types.go there): the OCI object with a few members of its own.
 */
final class PeerProfile {

    /** The API group of its objects. */
    static final String GROUP = "security-profiles-operator.x-k8s.io";

    private static final String BASE = "baseProfileName";
    private static final String REMOTE = "oci://";

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
