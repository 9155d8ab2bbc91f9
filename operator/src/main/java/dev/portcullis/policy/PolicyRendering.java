package dev.portcullis.policy;

import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Rendering;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of rendering a policy's spec: its files, or the reasons why there are none. */
public sealed interface PolicyRendering {

    /**
     * The files.
     *
     * @param capabilities the document of its capabilities, JSON text
     * @param seccomp the profile that it names, made for these capabilities; null when it names none
     * @param root the capabilities that the first program of a root container holds
     * @param nonRoot those that the first program of another user holds
     * @param warnings what was accepted but is probably a mistake
     */
    record Rendered(
            String capabilities,
            Rendering.@Nullable Rendered seccomp,
            ThreadCapabilities root,
            ThreadCapabilities nonRoot,
            List<Finding> warnings)
            implements PolicyRendering {

        /** Copies what it is given. */
        public Rendered {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * No file.
     *
     * @param findings at least one
     */
    record Refused(List<Finding> findings) implements PolicyRendering {}
}
