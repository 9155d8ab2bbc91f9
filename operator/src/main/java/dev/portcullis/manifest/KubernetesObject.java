package dev.portcullis.manifest;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * An object of any kind as it stands in a file.
 *
 * @param file as messages name it
 * @param root the object
 */
public record KubernetesObject(String file, Node root) {

    private static final String LIST = "List";

    /**
     * The objects that a document holds: those of a List, or of a JSON array, one by one. A List of one kind, as the API
     * server answers with, leaves the kind out of its items.
     */
    public static Stream<Node> inside(Node root) {
        if (root instanceof Node.Sequence list) {
            return list.items().stream().flatMap(KubernetesObject::inside);
        }
        String kind = root.text("kind").orElse("");
        if (!kind.endsWith(LIST) || !(root.member("items").orElse(root) instanceof Node.Sequence items)) {
            return Stream.of(root);
        }
        String each = kind.substring(0, kind.length() - LIST.length());
        return items.items().stream()
                .map(item -> each.isEmpty()
                        ? item
                        : item.with("kind", each)
                                .with("apiVersion", root.text("apiVersion").orElse("")))
                .flatMap(KubernetesObject::inside);
    }

    /** Its name; empty if it has none. */
    public String name() {
        return root.member("metadata").flatMap(meta -> meta.text("name")).orElse("");
    }

    /** Returns whether it has this kind and this group; {@code ""} is the core group. */
    public boolean is(String group, String kind) {
        String version = root.text("apiVersion").orElse("");
        int slash = version.indexOf('/');
        return kind.equals(root.text("kind").orElse("")) && group.equals(slash < 0 ? "" : version.substring(0, slash));
    }

    /** This object as a manifest, if it is of one of our kinds. */
    public Optional<Manifest> manifest() {
        return is("portcullis.dev", root.text("kind").orElse(""))
                ? ManifestKind.ofLabel(root.text("kind").orElse(""))
                        .map(kind -> new Manifest(file, kind, name(), root, false))
                : Optional.empty();
    }

    /** Its kind, namespace and name, as diagnostics name it. */
    public ObjectReference reference() {
        String namespace =
                root.member("metadata").flatMap(meta -> meta.text("namespace")).orElse("");
        return new ObjectReference(root.text("kind").orElse(""), namespace, name());
    }

    /** A diagnostic about a part of it, such as {@code spec.containers[0]}, or about what should hold that. */
    public Diagnostic diagnostic(Diagnostic.Level level, String code, String location, String message) {
        return new Diagnostic(level, code, file, root.position(location), location, message).of(reference());
    }
}
