package dev.portcullis.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.SeccompProfileSpec;
import java.util.ArrayList;
import java.util.List;

/** The profiles in a JSON or YAML text, whatever they are wrapped in. */
final class DocumentReader {

    private static final String KIND = "SeccompProfile";
    private static final String OUR_GROUP = "portcullis.dev";
    private static final String SPEC = "spec";

    private final SpecReader specs;

    /** @param ignoreUnknown whether members that no dialect has are left out, or refused */
    DocumentReader(boolean ignoreUnknown) {
        specs = new SpecReader(ignoreUnknown);
    }

    /**
     * All profiles of a text.
     *
     * @throws SourceException if there is none, or one that cannot be read
     */
    List<Document> read(String file, String text) throws SourceException {
        List<Document> documents = new ArrayList<>();
        for (Tree tree : TreeReader.read(file, text)) {
            documents.add(document(tree));
        }
        if (documents.isEmpty()) {
            throw new SourceException(Location.of(file), "is empty; a seccomp profile is expected");
        }
        return documents;
    }

    private Document document(Tree tree) throws SourceException {
        JsonNode root = tree.root();
        if (root.has("apiVersion") || root.has("kind")) {
            return object(tree, root);
        }
        if (root.has("ociVersion")) {
            JsonNode seccomp = root.path("linux").path("seccomp");
            if (!seccomp.isObject()) {
                throw tree.refusal("linux.seccomp", "this container has no seccomp profile");
            }
            return document(tree, "", seccomp, "linux.seccomp", new ArrayList<>());
        }
        return document(tree, "", root, "", new ArrayList<>());
    }

    private Document object(Tree tree, JsonNode root) throws SourceException {
        String group = root.path("apiVersion").asText().split("/", 2)[0];
        String kind = root.path("kind").asText();
        boolean ours = group.equals(OUR_GROUP);
        if (!kind.equals(KIND) || (!ours && !group.equals(PeerProfile.GROUP))) {
            throw tree.refusal(
                    "",
                    "this is a " + (kind.isEmpty() ? "nameless kind" : kind) + " of "
                            + root.path("apiVersion").asText("no group") + ", not a SeccompProfile");
        }
        JsonNode spec = root.path(SPEC);
        List<Note> notes = new ArrayList<>();
        JsonNode translated = ours ? spec : PeerProfile.translate(tree, spec, SPEC, notes);
        String name = root.path("metadata").path("name").asText();
        return document(tree, name, translated, SPEC, notes);
    }

    private Document document(Tree tree, String name, JsonNode profile, String path, List<Note> notes)
            throws SourceException {
        SeccompProfileSpec spec = specs.read(tree, profile, path, notes);
        return new Document(tree.location(""), name, spec, List.copyOf(notes));
    }
}
