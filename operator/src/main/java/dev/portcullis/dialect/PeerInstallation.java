package dev.portcullis.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The objects of a security-profiles-operator installation, as the API server prints them or Git has them.
 *
 * @param profiles the SeccompProfiles that nodes have as files
 * @param bindings the ProfileBindings
 * @param others its other objects
 * @param strangers the objects of everybody else
 */
public record PeerInstallation(
        List<Profile> profiles,
        List<Binding> bindings,
        List<KubernetesObject> others,
        List<KubernetesObject> strangers) {

    private static final String SPEC = "spec";

    /**
     * Sorts objects, and reads the profiles among them.
     *
     * @param ignoreUnknown whether to leave out members that no dialect has, with a warning, instead of refusing them
     * @param diagnostics receives what is wrong with a profile, and what could not be taken over
     */
    public static PeerInstallation of(
            List<KubernetesObject> objects, boolean ignoreUnknown, List<Diagnostic> diagnostics) {
        PeerInstallation sorted =
                new PeerInstallation(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (KubernetesObject object : objects) {
            if (object.is(PeerProfile.GROUP, "SeccompProfile") && !isPartial(object)) {
                profile(object, ignoreUnknown, diagnostics).ifPresent(sorted.profiles::add);
            } else if (object.is(PeerProfile.GROUP, "ProfileBinding")) {
                sorted.bindings.add(new Binding(object));
            } else if (object.root().text("apiVersion").orElse("").startsWith(PeerProfile.GROUP + "/")) {
                sorted.others.add(object);
            } else {
                sorted.strangers.add(object);
            }
        }
        return sorted;
    }

    /** Returns whether it is one of the pieces of a recording that are still to be merged, which reach no node. */
    public static boolean isPartial(KubernetesObject object) {
        return object.root()
                .member("metadata")
                .flatMap(metadata -> metadata.member("labels"))
                .flatMap(labels -> labels.member("spo.x-k8s.io/partial"))
                .isPresent();
    }

    private static Optional<Profile> profile(
            KubernetesObject object, boolean ignoreUnknown, List<Diagnostic> diagnostics) {
        List<Diagnostic> own = new ArrayList<>();
        DialectDocument document = new DialectDocument(object.file(), object.root(), own);
        JsonNode root = object.root().json();
        JsonNode translated = PeerProfile.translateOfInstallation(document, root, SPEC);
        Optional<Profile> read =
                new SpecReader(ignoreUnknown).read(document, translated, SPEC).map(spec -> new Profile(object, spec));
        own.stream().map(one -> one.of(object.reference())).forEach(diagnostics::add);
        return read;
    }

    /**
     * A SeccompProfile of the other operator.
     *
     * @param object as it was written
     * @param spec the same in our members; {@code baseProfiles} has the base's name as it is there
     */
    public record Profile(KubernetesObject object, SeccompProfileSpec spec) {

        /** Its namespace; empty since its kind is one of the whole cluster. */
        public String namespace() {
            return object.reference().namespace();
        }

        /** Its name. */
        public String name() {
            return object.name();
        }

        /** The {@code localhostProfile} of pods that use it (api/seccompprofile, GetProfilePath). */
        public String localhostProfile() {
            return "operator/" + (namespace().isEmpty() ? "" : namespace() + "/") + name()
                    + (name().endsWith(".json") ? "" : ".json");
        }
    }

    /**
     * A ProfileBinding: the other operator's webhook sends pods of its namespace to a profile.
     *
     * @param object as it was written
     */
    public record Binding(KubernetesObject object) {

        private static final String EVERY_IMAGE = "*";

        /** Its namespace; empty if the file does not say. */
        public String namespace() {
            return object.reference().namespace();
        }

        /** Its name. */
        public String name() {
            return object.name();
        }

        /** The kind of the profile. */
        public String profileKind() {
            return profileRef("kind");
        }

        /** The name of the profile. */
        public String profile() {
            return profileRef("name");
        }

        /** The image of the containers that it is for; empty if it is for pods as a whole. */
        public Optional<String> image() {
            return spec().flatMap(spec -> spec.text("image")).filter(image -> !image.equals(EVERY_IMAGE));
        }

        /** The selector of the pods; absent for all. */
        public Optional<JsonNode> podSelector() {
            return spec().flatMap(spec -> spec.member("podSelector"))
                    .map(Node::json)
                    .filter(JsonNode::isObject);
        }

        private String profileRef(String member) {
            return spec().flatMap(spec -> spec.member("profileRef"))
                    .flatMap(reference -> reference.text(member))
                    .orElse("");
        }

        private Optional<Node> spec() {
            return object.root().member(SPEC);
        }
    }
}
