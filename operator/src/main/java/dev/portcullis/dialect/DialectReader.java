package dev.portcullis.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.DocumentReader;
import dev.portcullis.manifest.DocumentReader.Documents;
import dev.portcullis.manifest.JsonComment;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.OtherFormat;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the profiles of a JSON or YAML text, whatever they are wrapped in.
 *
 * @param ignoreUnknown whether to leave out members that no dialect has, with a warning, instead of refusing them
 */
public record DialectReader(boolean ignoreUnknown) {

    private static final String KIND = "SeccompProfile";
    private static final String OUR_GROUP = "portcullis.dev";
    private static final String SPEC = "spec";

    /**
     * All profiles of a text, unless diagnostics say why there are none. A profile without a name has that of the comment
     * above it, as tools that print several write it.
     */
    public List<DialectProfile> read(String file, String text, List<Diagnostic> diagnostics) {
        Documents documents = DocumentReader.withComments(file, text);
        diagnostics.addAll(documents.diagnostics());
        if (!documents.diagnostics().isEmpty()) {
            return List.of();
        }
        List<Node> roots =
                documents.roots().stream().flatMap(KubernetesObject::inside).toList();
        if (roots.isEmpty() || roots.stream().allMatch(Node.Scalar.class::isInstance)) {
            String empty = "the file is empty; a seccomp profile is expected";
            String instead =
                    roots.isEmpty() ? empty : "this is no seccomp profile, which is an object with defaultAction";
            String message = OtherFormat.ofText(text).map(OtherFormat::message).orElse(instead);
            diagnostics.add(Diagnostic.error(Problem.NO_PROFILE, file, Position.FILE, "", message));
            return List.of();
        }
        remark(file, documents.comments(), diagnostics);
        List<Node> others =
                roots.stream().filter(DialectReader::isOfAnotherKind).toList();
        boolean mixed = others.size() < roots.size();
        List<DialectProfile> profiles = new ArrayList<>();
        for (Node root : roots) {
            DialectDocument document = new DialectDocument(file, root, diagnostics);
            if (!others.contains(root)) {
                profile(document, nameAbove(root, documents.comments())).ifPresent(profiles::add);
            } else if (mixed) {
                diagnostics.add(Diagnostic.warning(
                        Problem.OTHER_KIND, file, root.position(), "", "passed over: " + otherKind(root)));
            } else {
                document.error(Problem.NO_PROFILE, "", otherKind(root));
            }
        }
        return profiles;
    }

    private static void remark(String file, List<JsonComment> comments, List<Diagnostic> diagnostics) {
        if (!comments.isEmpty()) {
            String which = comments.size() == 1
                    ? "this comment is"
                    : "this comment and " + (comments.size() - 1) + " more are";
            Position first = comments.getFirst().position();
            diagnostics.add(Diagnostic.warning(Problem.ADAPTED, file, first, "", which + " left out; JSON has none"));
        }
    }

    /** The word in the last comment before a document. */
    private static String nameAbove(Node root, List<JsonComment> comments) {
        return comments.stream()
                .filter(comment -> comment.position().compareTo(root.position()) < 0)
                .reduce((earlier, later) -> later)
                .map(JsonComment::text)
                .filter(text -> !text.contains(" "))
                .orElse("");
    }

    private Optional<DialectProfile> profile(DialectDocument document, String name) {
        Node root = document.root();
        if (root.member("kind").isPresent()) {
            return object(document, root.json());
        }
        return switch (OtherFormat.ofDocument(root).orElse(null)) {
            case null -> profile(document, name, root.json(), "");
            case OCI_CONFIG -> container(document, "linux.seccomp");
            case CRICTL_INSPECT -> container(document, "info.runtimeSpec.linux.seccomp");
            case CTR_INFO -> container(document, "Spec.linux.seccomp");
            case OtherFormat other -> {
                document.error(Problem.NO_PROFILE, "", other.message());
                yield Optional.empty();
            }
        };
    }

    private Optional<DialectProfile> container(DialectDocument document, String path) {
        JsonNode seccomp = document.root().json().at("/" + path.replace('.', '/'));
        if (!seccomp.isObject()) {
            document.error(Problem.NO_PROFILE, path, "this container has no seccomp profile");
            return Optional.empty();
        }
        return profile(document, "", seccomp, path);
    }

    private static boolean isOfAnotherKind(Node root) {
        if (root.member("apiVersion").isEmpty() && root.member("kind").isEmpty()) {
            return false;
        }
        String group = root.text("apiVersion").orElse("").split("/", 2)[0];
        return !root.text("kind").orElse("").equals(KIND)
                || !(group.equals(OUR_GROUP) || group.equals(PeerProfile.GROUP));
    }

    private static String otherKind(Node root) {
        String plain = "this is a " + root.text("kind").orElse("nameless kind") + " of "
                + root.text("apiVersion").orElse("no group") + ", not a SeccompProfile";
        return plain
                + OtherFormat.ofDocument(root)
                        .map(format -> "; " + format.nextStep())
                        .orElse("");
    }

    private Optional<DialectProfile> object(DialectDocument document, JsonNode root) {
        boolean ours = root.path("apiVersion").asText().startsWith(OUR_GROUP + "/");
        JsonNode spec = root.path(SPEC);
        JsonNode translated = ours ? spec : PeerProfile.translate(document, spec, SPEC);
        return profile(document, root.path("metadata").path("name").asText(), translated, SPEC);
    }

    private Optional<DialectProfile> profile(DialectDocument document, String name, JsonNode profile, String path) {
        Optional<SeccompProfileSpec> spec = new SpecReader(ignoreUnknown).read(document, profile, path);
        return spec.map(
                read -> new DialectProfile(document.file(), document.root().position(), name, read));
    }
}
