package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
     */
    record Rendered(
            String document,
            SortedMap<String, String> variants,
            @Nullable KernelVersion minKernel,
            int syscalls,
            List<Finding> warnings)
            implements Rendering {

        /** Copies what it is given. */
        public Rendered {
            variants = Collections.unmodifiableSortedMap(new TreeMap<>(variants));
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * No document.
     *
     * @param findings at least one
     */
    record Refused(List<Finding> findings) implements Rendering {}
}
