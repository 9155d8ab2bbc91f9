package dev.portcullis.manifest;

import dev.portcullis.manifest.DocumentReader.Documents;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The profiles and policies in all files of a command line.
 *
 * @param manifests in the order in which they were found
 * @param diagnostics about files that could not be read, or hold none
 * @param files how many files hold any
 * @param others how many files in folders hold none
 * @param comments those that accept findings
 */
public record ManifestSet(
        List<Manifest> manifests, List<Diagnostic> diagnostics, int files, int others, IgnoreComments comments) {

    private static final String GROUP = "portcullis.dev";
    private static final String API_VERSION = GROUP + "/v1";
    /** Kinds of the group that people do not write. */
    private static final Set<String> OTHER_KINDS = Set.of("NodeSync", "NodeObservation");

    /**
     * Reads files, folders and, for {@code -}, standard input. Objects of other kinds are skipped; but a file that is
     * named must hold one of the wanted kinds.
     *
     * @param wanted at least one kind
     */
    public static ManifestSet read(Set<ManifestKind> wanted, List<Path> arguments, InputStream standardInput) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Manifest> manifests = new ArrayList<>();
        int files = 0;
        int others = 0;
        // On all processors; the order of the files stays.
        List<Contents> read = FileSet.of(arguments, diagnostics).parallelStream()
                .map(file -> Contents.of(file, wanted, standardInput))
                .toList();
        for (Contents contents : read) {
            manifests.addAll(contents.manifests);
            diagnostics.addAll(contents.diagnostics);
            if (!contents.manifests.isEmpty()) {
                files++;
            } else if (contents.diagnostics.isEmpty()) {
                others++;
            }
        }
        IgnoreComments comments = IgnoreComments.of(
                read.stream().map(contents -> contents.comments).toList());
        return new ManifestSet(manifests, diagnostics, files, others, comments);
    }

    /** The same without the diagnostics that a file, or all of them, hold none of the wanted kinds. */
    public ManifestSet withoutAbsences() {
        Set<String> absences = Arrays.stream(ManifestKind.values())
                .map(kind -> kind.absence().code())
                .collect(Collectors.toSet());
        return new ManifestSet(
                manifests,
                diagnostics.stream()
                        .filter(diagnostic -> !absences.contains(diagnostic.code()))
                        .toList(),
                files,
                others,
                comments);
    }

    /**
     * The same with an error where nothing was found and nothing said about it, as in an empty folder.
     *
     * @param argument the first of the files and folders
     * @param advice the end of the message
     */
    public ManifestSet orAbsence(Path argument, String advice) {
        if (!manifests.isEmpty() || !diagnostics.isEmpty()) {
            return this;
        }
        Diagnostic nothing = Diagnostic.error(
                Problem.NO_PROFILE,
                InputFile.label(argument),
                Position.FILE,
                "",
                "no *.yaml, *.yml or *.json file below holds a profile or policy; " + advice);
        return new ManifestSet(manifests, List.of(nothing), files, others, comments);
    }

    /** The profiles in a text that did not come from a file. */
    public static ManifestSet ofProfiles(String label, String text) {
        Contents contents = new Contents(new InputFile(label, null, true), EnumSet.of(ManifestKind.SECCOMP_PROFILE));
        contents.read(text);
        return new ManifestSet(contents.manifests, contents.diagnostics, 1, 0, IgnoreComments.none());
    }

    /** The objects of both. */
    public ManifestSet and(ManifestSet other) {
        return new ManifestSet(
                Stream.concat(manifests.stream(), other.manifests.stream()).toList(),
                Stream.concat(diagnostics.stream(), other.diagnostics.stream()).toList(),
                files + other.files,
                others + other.others,
                IgnoreComments.of(List.of(comments, other.comments)));
    }

    /** Those of one kind, in order. */
    public List<Manifest> of(ManifestKind kind) {
        return manifests.stream().filter(manifest -> manifest.kind() == kind).toList();
    }

    /** The objects of one file. */
    private static final class Contents {

        private final InputFile file;
        private final Set<ManifestKind> wanted;
        private final List<Manifest> manifests = new ArrayList<>();
        private final List<Diagnostic> diagnostics = new ArrayList<>();
        private final IgnoreComments comments = IgnoreComments.none();

        static Contents of(InputFile file, Set<ManifestKind> wanted, InputStream standardInput) {
            Contents contents = new Contents(file, EnumSet.copyOf(wanted));
            file.text(standardInput, contents.diagnostics).ifPresent(text -> {
                contents.comments.read(file.label(), text);
                contents.read(text);
            });
            return contents;
        }

        Contents(InputFile file, Set<ManifestKind> wanted) {
            this.file = file;
            this.wanted = wanted;
        }

        void read(String text) {
            boolean mayHoldThem = text.contains(GROUP) || text.contains("defaultAction");
            if (!file.named() && !mayHoldThem) {
                // Templates and the like, which need not even be YAML.
                return;
            }
            Documents documents = DocumentReader.read(file.label(), text);
            diagnostics.addAll(documents.diagnostics());
            documents.roots().stream().flatMap(KubernetesObject::inside).forEach(this::sort);
            if (file.named() && manifests.isEmpty() && diagnostics.isEmpty()) {
                error(wanted.iterator().next().absence(), Position.FILE, "", absence(text, documents.roots()));
            }
        }

        private void sort(Node root) {
            if (root.text("kind").isEmpty()) {
                boolean profile = root instanceof Node.Mapping
                        && root.member("defaultAction").isPresent();
                if (profile && wanted.contains(ManifestKind.SECCOMP_PROFILE)) {
                    manifests.add(plain(root));
                }
                return;
            }
            String label = root.text("kind").orElseThrow();
            String version = root.text("apiVersion").orElse("");
            if (version.equals(GROUP) || version.startsWith(GROUP + "/")) {
                Optional<ManifestKind> kind = ManifestKind.ofLabel(label);
                if (kind.isEmpty() && !OTHER_KINDS.contains(label)) {
                    String message = "the group " + GROUP + " has no kind " + label + "; use " + kinds();
                    error(Problem.UNKNOWN_KIND, root.position("kind"), "kind", message);
                }
                kind.filter(wanted::contains).ifPresent(own -> add(own, root, version));
            }
        }

        private void add(ManifestKind kind, Node root, String version) {
            if (!version.equals(API_VERSION)) {
                String message = "there is no version " + version + "; use " + API_VERSION;
                error(Problem.UNKNOWN_VERSION, root.position("apiVersion"), "apiVersion", message);
                return;
            }
            String name =
                    root.member("metadata").flatMap(meta -> meta.text("name")).orElse("");
            manifests.add(new Manifest(file.label(), kind, name, root, false));
        }

        /** Runtimes' own files have no name but the file's. */
        private Manifest plain(Node document) {
            String name = file.path() == null
                    ? file.label()
                    : file.path().getFileName().toString();
            name = name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
            int dot = name.lastIndexOf('.');
            Map<String, Node.Member> root = new LinkedHashMap<>();
            root.put("spec", new Node.Member(document.position(), document));
            return new Manifest(
                    file.label(),
                    ManifestKind.SECCOMP_PROFILE,
                    dot > 0 ? name.substring(0, dot) : name,
                    new Node.Mapping(document.position(), root),
                    true);
        }

        /** The message for a file without any of the wanted kinds: what it holds instead. */
        private String absence(String text, List<Node> roots) {
            Optional<OtherFormat> other = roots.stream()
                    .flatMap(KubernetesObject::inside)
                    .findFirst()
                    .flatMap(OtherFormat::ofDocument)
                    .or(() -> OtherFormat.ofText(text));
            boolean object = !roots.isEmpty() && roots.getFirst().text("kind").isPresent();
            if (other.isPresent() && !object) {
                return other.get().message();
            }
            String due = "it should hold a " + kinds() + " of " + API_VERSION;
            if (roots.isEmpty()) {
                return "the file is empty; " + due;
            }
            String kind = roots.getFirst().text("kind").orElse("");
            String version = roots.getFirst().text("apiVersion").orElse("no apiVersion");
            boolean profiles = wanted.contains(ManifestKind.SECCOMP_PROFILE);
            String found = kind.isEmpty() ? "neither a kind nor a defaultAction" : "a " + kind + " (" + version + ")";
            String advice = profiles && kind.equals(ManifestKind.SECCOMP_PROFILE.label())
                    ? "write apiVersion: " + API_VERSION + ", or turn it into one with 'portcullis import'"
                    : due + (profiles ? ", or a seccomp profile in JSON" : "");
            String step = other.map(format -> "; " + format.nextStep()).orElse("");
            return "the file holds " + found + "; " + advice + step;
        }

        private String kinds() {
            return wanted.stream().map(ManifestKind::label).collect(Collectors.joining(" or "));
        }

        private void error(Problem problem, Position position, String location, String message) {
            diagnostics.add(Diagnostic.error(problem, file.label(), position, location, message));
        }
    }
}
