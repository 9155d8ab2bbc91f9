package dev.portcullis.manifest;

import java.util.Optional;

/**
 * An object of any kind as it stands in a file.
 *
 * @param file as messages name it
 * @param root the object
 */
public record KubernetesObject(String file, Node root) {

    /** What it is called; empty when it has no name. */
    public String name() {
        return root.member("metadata").flatMap(meta -> meta.text("name")).orElse("");
    }

    /** Whether it is of this kind, in this group or, for {@code ""}, in the core. */
    public boolean is(String group, String kind) {
        String version = root.text("apiVersion").orElse("");
        int slash = version.indexOf('/');
        return kind.equals(root.text("kind").orElse("")) && group.equals(slash < 0 ? "" : version.substring(0, slash));
    }

    /** The same as one of our own kinds, when it is one. */
    public Optional<Manifest> manifest() {
        return is("portcullis.dev", root.text("kind").orElse(""))
                ? ManifestKind.ofLabel(root.text("kind").orElse(""))
                        .map(kind -> new Manifest(file, kind, name(), root, false))
                : Optional.empty();
    }

    /** A diagnostic about a part of it, such as {@code spec.containers[0]}, or about what should hold that. */
    public Diagnostic diagnostic(Diagnostic.Level level, String code, String location, String message) {
        return new Diagnostic(level, code, file, root.position(location), location, message);
    }
}
