package dev.portcullis.manifest;

/**
 * The object that a diagnostic is about.
 *
 * @param kind its kind; empty for a file without objects, such as a plain seccomp profile
 * @param namespace its namespace; empty when it names none
 * @param name its name; empty when it has none
 */
public record ObjectReference(String kind, String namespace, String name) {

    /** No object. */
    public static final ObjectReference NONE = new ObjectReference("", "", "");

    /** The words in messages, for example {@code Deployment shop/web}; empty for no object. */
    public String text() {
        String path = namespace.isEmpty() || name.isEmpty() ? name : namespace + "/" + name;
        return path.isEmpty() ? kind : kind + " " + path;
    }
}
