package dev.portcullis.dialect;

import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Problem;
import java.util.List;

/**
 * A document that holds a profile, and what is wrong with it.
 *
 * @param file as messages name it
 * @param root the document as it was written
 * @param diagnostics receives errors, and warnings of what is not taken over as it was written
 */
record DialectDocument(String file, Node root, List<Diagnostic> diagnostics) {

    /** Refuses what stands at a path such as {@code spec.syscalls[3].action}. */
    void error(Problem problem, String path, String message) {
        diagnostics.add(Diagnostic.error(problem, file, root.position(path), path, message));
    }

    /** Tells of a member that is left out or written otherwise. */
    void adapted(String path, String message) {
        diagnostics.add(Diagnostic.warning(Problem.ADAPTED, file, root.position(path), path, message));
    }

    /** The path of a member of what stands at another path. */
    static String member(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The path of an item of the list at another path. */
    static String item(String path, int index) {
        return path + "[" + index + "]";
    }
}
