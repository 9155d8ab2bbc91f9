package dev.portcullis.manifest.check;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.wording.DnsSubdomain;
import dev.portcullis.wording.EditDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what the API server would refuse of what stands around {@code spec}. */
final class MetadataCheck {

    private static final Set<String> OBJECT = Set.of("apiVersion", "kind", "metadata", "spec", "status");

    /** The fields of ObjectMeta (k8s.io/apimachinery, pkg/apis/meta/v1/types.go). */
    private static final Set<String> METADATA = Set.of(
            "annotations",
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "labels",
            "managedFields",
            "name",
            "namespace",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");

    private final Manifest manifest;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private MetadataCheck(Manifest manifest) {
        this.manifest = manifest;
    }

    static List<Diagnostic> of(Manifest manifest) {
        MetadataCheck check = new MetadataCheck(manifest);
        check.fields(manifest.root(), "", OBJECT);
        manifest.root().member("metadata").ifPresent(metadata -> {
            check.fields(metadata, "metadata.", METADATA);
            check.texts(metadata, "labels");
            check.texts(metadata, "annotations");
        });
        check.name();
        return check.diagnostics;
    }

    private void fields(Node tree, String prefix, Set<String> known) {
        if (!(tree instanceof Node.Mapping mapping)) {
            error(Problem.WRONG_TYPE, tree.position(), "metadata", "must be a mapping, not " + Told.of(tree));
            return;
        }
        mapping.members().forEach((name, member) -> {
            if (!known.contains(name)) {
                String near = EditDistance.hint(name, known).orElse("");
                error(Problem.UNKNOWN_FIELD, member.key(), prefix + name, "there is no such field" + near);
            }
        });
    }

    private void texts(Node metadata, String field) {
        if (metadata.member(field).orElse(null) instanceof Node.Mapping mapping) {
            mapping.members().forEach((key, member) -> {
                boolean text = member.value() instanceof Node.Scalar scalar && scalar.value() instanceof String;
                if (!text) {
                    error(
                            Problem.WRONG_TYPE,
                            member.position(),
                            "metadata." + field + "[" + key + "]",
                            "must be text, not " + Told.of(member.value()) + "; put it in quotes");
                }
            });
        }
    }

    private void name() {
        String name = manifest.name();
        Position position = manifest.position("metadata.name");
        if (name.isEmpty()) {
            error(Problem.INVALID_NAME, position, "metadata.name", "the object needs a name (as text)");
        } else if (!DnsSubdomain.matches(name)) {
            error(
                    Problem.INVALID_NAME,
                    position,
                    "metadata.name",
                    Told.quoted(name)
                            + " is no name for Kubernetes: lower-case letters, digits, '-' and '.', with a letter or digit at"
                            + " both ends of each part");
        } else if (name.length() > SeccompProfile.MAX_NAME_LENGTH) {
            error(
                    Problem.INVALID_NAME,
                    position,
                    "metadata.name",
                    "the name has " + name.length()
                            + " characters and may have " + SeccompProfile.MAX_NAME_LENGTH
                            + ", because it names a file on every node");
        }
    }

    private void error(Problem problem, Position position, String location, String message) {
        diagnostics.add(Diagnostic.error(problem, manifest.file(), position, location, message));
    }
}
