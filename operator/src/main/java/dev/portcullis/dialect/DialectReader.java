package dev.portcullis.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.DocumentReader;
import dev.portcullis.manifest.DocumentReader.Documents;
import dev.portcullis.manifest.Node;
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
    private static final String CONTAINER_PROFILE = "linux.seccomp";

    /** All profiles of a text, unless diagnostics say why there are none. */
    public List<DialectProfile> read(String file, String text, List<Diagnostic> diagnostics) {
        Documents documents = DocumentReader.read(file, text);
        diagnostics.addAll(documents.diagnostics());
        List<DialectProfile> profiles = new ArrayList<>();
        if (documents.diagnostics().isEmpty()) {
            for (Node root : documents.roots()) {
                profile(new DialectDocument(file, root, diagnostics)).ifPresent(profiles::add);
            }
            if (documents.roots().isEmpty()) {
                diagnostics.add(Diagnostic.error(
                        Problem.NO_PROFILE,
                        file,
                        Position.FILE,
                        "",
                        "the file is empty; a seccomp profile is expected"));
            }
        }
        return profiles;
    }

    private Optional<DialectProfile> profile(DialectDocument document) {
        JsonNode root = document.root().json();
        if (root.has("apiVersion") || root.has("kind")) {
            return object(document, root);
        }
        if (root.has("ociVersion")) {
            JsonNode seccomp = root.path("linux").path("seccomp");
            if (!seccomp.isObject()) {
                document.error(Problem.NO_PROFILE, CONTAINER_PROFILE, "this container has no seccomp profile");
                return Optional.empty();
            }
            return profile(document, "", seccomp, CONTAINER_PROFILE);
        }
        return profile(document, "", root, "");
    }

    private Optional<DialectProfile> object(DialectDocument document, JsonNode root) {
        String group = root.path("apiVersion").asText().split("/", 2)[0];
        String kind = root.path("kind").asText();
        boolean ours = group.equals(OUR_GROUP);
        if (!kind.equals(KIND) || (!ours && !group.equals(PeerProfile.GROUP))) {
            document.error(
                    Problem.NO_PROFILE,
                    "",
                    "this is a " + (kind.isEmpty() ? "nameless kind" : kind) + " of "
                            + root.path("apiVersion").asText("no group") + ", not a SeccompProfile");
            return Optional.empty();
        }
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
