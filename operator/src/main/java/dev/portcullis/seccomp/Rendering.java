package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The result of rendering a spec: documents, or the reasons why there are none. */
public sealed interface Rendering {

    /**
     * Documents for the nodes.
     *
     * @param document JSON text, for nodes without a variant
     * @param variants JSON texts by the GOARCH of their nodes
     * @param minKernel the oldest kernel for which the documents are right; null for any
     * @param syscalls the number of distinct syscalls that their rules name
     * @param warnings what was accepted but is probably a mistake
     * @param restrictions the SyscallBlocks that changed a document, by name, each with what it costs beside what it names,
     *     in words
     */
    record Rendered(
            String document,
            SortedMap<String, String> variants,
            @Nullable KernelVersion minKernel,
            int syscalls,
            List<Finding> warnings,
            SortedMap<String, SortedSet<String>> restrictions)
            implements Rendering {

        /** Copies what it is given. */
        public Rendered {
            variants = Collections.unmodifiableSortedMap(new TreeMap<>(variants));
            warnings = List.copyOf(warnings);
            restrictions = Collections.unmodifiableSortedMap(new TreeMap<>(restrictions));
        }

        /** The names of the SyscallBlocks that changed a document. */
        public SortedSet<String> restrictedBy() {
            return Collections.unmodifiableSortedSet(new TreeSet<>(restrictions.keySet()));
        }
    }

    /**
     * No document.
     *
     * @param findings at least one
     */
    record Refused(List<Finding> findings) implements Rendering {}
}
