package dev.portcullis.manifest;

/**
 * One object as it stands in a file.
 *
 * @param file as messages name it
 * @param kind the kind
 * @param name the object's name
 * @param root the object; of a plain seccomp document an object of one member, {@code spec}
 * @param plain whether the file is a plain seccomp document, without a kind around it
 */
public record Manifest(String file, ManifestKind kind, String name, Node root, boolean plain) {

    private static final String SPEC = "spec";

    /** The position of a location such as {@code spec.syscalls[3].action}, or of what should hold it. */
    public Position position(String location) {
        return root.position(location);
    }

    /** A location as the file's author knows it: a plain document has no {@code spec} around it. */
    public String written(String location) {
        if (!plain) {
            return location;
        }
        return location.startsWith(SPEC + ".") ? location.substring(SPEC.length() + 1) : "";
    }

    /** A diagnostic about a part of it. */
    public Diagnostic diagnostic(Diagnostic.Level level, String code, String location, String message) {
        return new Diagnostic(level, code, file, position(location), written(location), message).of(reference());
    }

    /** Its kind and name, as diagnostics name it; a plain document is known by its file alone. */
    public ObjectReference reference() {
        return plain ? ObjectReference.NONE : new ObjectReference(kind.label(), "", name);
    }
}
