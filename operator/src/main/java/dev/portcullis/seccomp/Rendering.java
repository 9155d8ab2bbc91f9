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
     * @param document JSON text, for every node that no variant is for
     * @param variants JSON texts by the GOARCH of the nodes that they are for
     * @param minKernel the oldest kernel for which the documents are right; null for any
     * @param syscalls how many distinct syscalls their rules name
     * @param warnings what deserves a look
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
