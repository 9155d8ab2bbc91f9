package dev.portcullis.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The objects of one file.
 *
 * @param manifests in order
 * @param diagnostics what is wrong with the file
 */
record FileContents(List<Manifest> manifests, List<Diagnostic> diagnostics) {

    static final FileContents NOTHING = new FileContents(List.of(), List.of());

    private static final String GROUP = "portcullis.dev";
    static final String API_VERSION = GROUP + "/v1";
    private static final Set<String> OTHER_KINDS = Set.of("NodeSync");

    /** Sorts out what of these kinds a text holds. */
    static FileContents of(Set<ManifestKind> wanted, Source source, String text) {
        boolean mayHoldThem = text.contains(GROUP) || text.contains("defaultAction");
        if (!source.named() && !mayHoldThem) {
            // Templates and the like, which need not even be YAML.
            return NOTHING;
        }
        Documents documents = Documents.read(source.label(), text);
        FileContents contents = new FileContents(new ArrayList<>(), new ArrayList<>(documents.diagnostics()));
        documents.trees().forEach(tree -> contents.sort(wanted, source, tree));
        if (source.named() && contents.manifests.isEmpty() && contents.diagnostics.isEmpty()) {
            ManifestKind first = wanted.iterator().next();
            contents.error(source, first.absence(), Place.FILE, "", new Absence(wanted).of(documents.trees()));
        }
        return contents;
    }

    private void sort(Set<ManifestKind> wanted, Source source, Tree tree) {
        if (tree.text("kind").isEmpty()) {
            boolean profile =
                    tree instanceof Tree.Mapping mapping && mapping.members().containsKey("defaultAction");
            if (profile && wanted.contains(ManifestKind.SECCOMP_PROFILE)) {
                manifests.add(plain(source, (Tree.Mapping) tree));
            }
            return;
        }
        String label = tree.text("kind").orElseThrow();
        String version = tree.text("apiVersion").orElse("");
        if (label.equals("List") && tree.member("items").orElse(tree) instanceof Tree.Sequence items) {
            items.items().forEach(item -> sort(wanted, source, item));
        } else if (version.equals(GROUP) || version.startsWith(GROUP + "/")) {
            Optional<ManifestKind> kind = ManifestKind.ofLabel(label);
            if (kind.isEmpty() && !OTHER_KINDS.contains(label)) {
                String message = "the group " + GROUP + " has no kind " + label + "; use " + Absence.kinds(wanted);
                error(source, Problem.UNKNOWN_KIND, Location.place(tree, "kind"), "kind", message);
            }
            kind.filter(wanted::contains).ifPresent(own -> add(own, source, tree, version));
        }
    }

    private void add(ManifestKind kind, Source source, Tree tree, String version) {
        if (!version.equals(API_VERSION)) {
            String message = "there is no version " + version + "; use " + API_VERSION;
            error(source, Problem.UNKNOWN_VERSION, Location.place(tree, "apiVersion"), "apiVersion", message);
            return;
        }
        String name = tree.member("metadata").flatMap(meta -> meta.text("name")).orElse("");
        manifests.add(new Manifest(source.label(), kind, name, tree, false));
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
                ManifestKind.SECCOMP_PROFILE,
                dot > 0 ? file.substring(0, dot) : file,
                new Tree.Mapping(document.place(), root),
                true);
    }

    private void error(Source source, Problem problem, Place place, String location, String message) {
        diagnostics.add(Diagnostic.error(problem, source.label(), place, location, message));
    }
}
