package dev.portcullis.seccomp;

import java.util.List;

/** What became of a spec: a document, or the reasons why there is none. */
public sealed interface Rendering {

    /**
     * A document for the nodes.
     *
     * @param document JSON text
     * @param syscalls how many distinct syscalls its rules name
     * @param warnings what deserves a look
     */
    record Rendered(String document, int syscalls, List<Finding> warnings) implements Rendering {}

    /**
     * No document.
     *
     * @param findings at least one
     */
    record Refused(List<Finding> findings) implements Rendering {}
}
