package dev.portcullis.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The profiles of one file.
 *
 * @param manifests in order
 * @param diagnostics what is wrong with the file
 */
record FileContents(List<Manifest> manifests, List<Diagnostic> diagnostics) {

    static final FileContents NOTHING = new FileContents(List.of(), List.of());

    private static final String GROUP = "portcullis.dev";
    private static final String API_VERSION = GROUP + "/v1";
    private static final String KIND = "SeccompProfile";
    private static final Set<String> OTHER_KINDS = Set.of("NodeSync");

    /** Sorts out what a text holds. */
    static FileContents of(Source source, String text) {
        boolean mayHoldProfiles = text.contains(GROUP) || text.contains("defaultAction");
        if (!source.named() && !mayHoldProfiles) {
            // Templates and the like, which need not even be YAML.
            return NOTHING;
        }
        Documents documents = Documents.read(source.label(), text);
        FileContents contents = new FileContents(new ArrayList<>(), new ArrayList<>(documents.diagnostics()));
        documents.trees().forEach(tree -> contents.sort(source, tree));
        if (source.named() && contents.manifests.isEmpty() && contents.diagnostics.isEmpty()) {
            contents.error(source, Problem.NO_PROFILE, Place.FILE, "", noProfile(documents.trees()));
        }
        return contents;
    }

    private void sort(Source source, Tree tree) {
        if (tree.text("kind").isEmpty()) {
            if (tree instanceof Tree.Mapping mapping && mapping.members().containsKey("defaultAction")) {
                manifests.add(plain(source, mapping));
            }
            return;
        }
        String kind = tree.text("kind").orElseThrow();
        String version = tree.text("apiVersion").orElse("");
        boolean ours = version.equals(GROUP) || version.startsWith(GROUP + "/");
        if (kind.equals("List") && tree.member("items").orElse(tree) instanceof Tree.Sequence items) {
            items.items().forEach(item -> sort(source, item));
        } else if (ours && !kind.equals(KIND) && !OTHER_KINDS.contains(kind)) {
            error(
                    source,
                    Problem.UNKNOWN_KIND,
                    Location.place(tree, "kind"),
                    "kind",
                    "the group " + GROUP + " has no kind " + kind + "; use " + KIND);
        } else if (ours && kind.equals(KIND) && !version.equals(API_VERSION)) {
            error(
                    source,
                    Problem.UNKNOWN_VERSION,
                    Location.place(tree, "apiVersion"),
                    "apiVersion",
                    "there is no version " + version + "; use " + API_VERSION);
        } else if (ours && kind.equals(KIND)) {
            String name =
                    tree.member("metadata").flatMap(meta -> meta.text("name")).orElse("");
            manifests.add(new Manifest(source.label(), name, tree, false));
        }
    }

    /** Runtimes' own files have no name but the file's. */
    private static Manifest plain(Source source, Tree.Mapping document) {
        String file = source.path() == null
                ? source.label()
                : source.path().getFileName().toString();
        int dot = file.lastIndexOf('.');
        Map<String, Tree.Member> root = new LinkedHashMap<>();
        root.put("spec", new Tree.Member(document.place(), document));
        return new Manifest(
                source.label(),
                dot > 0 ? file.substring(0, dot) : file,
                new Tree.Mapping(document.place(), root),
                true);
    }

    private static String noProfile(List<Tree> trees) {
        if (trees.isEmpty()) {
            return "the file is empty; it should hold a " + KIND + " of " + API_VERSION;
        }
        String kind = trees.getFirst().text("kind").orElse("");
        String version = trees.getFirst().text("apiVersion").orElse("no apiVersion");
        String found = kind.isEmpty() ? "neither a kind nor a defaultAction" : "a " + kind + " (" + version + ")";
        String advice = kind.equals(KIND)
                ? "write apiVersion: " + API_VERSION + ", or turn it into one with 'portcullis import'"
                : "it should hold a " + KIND + " of " + API_VERSION + ", or a seccomp profile in JSON";
        return "the file holds " + found + "; " + advice;
    }

    private void error(Source source, Problem problem, Place place, String location, String message) {
        diagnostics.add(Diagnostic.error(problem, source.label(), place, location, message));
    }
}
