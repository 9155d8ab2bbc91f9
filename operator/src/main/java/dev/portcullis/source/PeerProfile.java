package dev.portcullis.source;

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
     * The same profile in our members.
     *
     * @param spec its spec
     * @param notes receives what does not have its like here
     */
    static JsonNode translate(Tree tree, JsonNode spec, String path, List<Note> notes) {
        if (!(spec.deepCopy() instanceof ObjectNode own)) {
            return spec;
        }
        base(own, tree, path, notes);
        // "disabled" until 2025, "state" since.
        if (own.path("disabled").asBoolean() || own.path("state").asText().equals("Disabled")) {
            notes.add(tree.note(
                    Tree.member(path, own.has("state") ? "state" : "disabled"),
                    "the profile was switched off; Portcullis has no such switch, apply the object only when it is"
                            + " wanted"));
        }
        own.remove(List.of("disabled", "state"));
        if (own.remove("targetWorkload") != null) {
            notes.add(tree.note(Tree.member(path, "targetWorkload"), "has no meaning here and is left out"));
        }
        architectures(own, tree, path, notes);
        return own;
    }

    private static void base(ObjectNode own, Tree tree, String path, List<Note> notes) {
        JsonNode base = own.remove(BASE);
        if (base == null || base.isNull() || base.asText().isEmpty()) {
            return;
        }
        String name = base.asText();
        if (name.startsWith(REMOTE)) {
            notes.add(tree.note(
                    Tree.member(path, BASE),
                    "a base in a registry cannot be followed and is left out; import the profile of " + name
                            + " and name it under baseProfiles"));
            return;
        }
        own.putArray("baseProfiles").add(name);
        notes.add(tree.note(Tree.member(path, BASE), "import " + name + " too, under that name"));
    }

    /** The native architecture is covered without being named. */
    private static void architectures(ObjectNode own, Tree tree, String path, List<Note> notes) {
        if (!(own.get("architectures") instanceof ArrayNode all)) {
            return;
        }
        List<JsonNode> kept = new ArrayList<>();
        all.forEach(kept::add);
        if (kept.removeIf(a -> a.asText().equals("SCMP_ARCH_NATIVE"))) {
            own.putArray("architectures").addAll(kept);
            notes.add(tree.note(
                    Tree.member(path, "architectures"), "SCMP_ARCH_NATIVE is always covered and is left out"));
        }
    }
}
