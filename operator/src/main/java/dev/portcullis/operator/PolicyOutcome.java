package dev.portcullis.operator;

import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.operator.rendering.RenderResult;
import org.jspecify.annotations.Nullable;

/**
 * What became of a policy's spec, without its documents.
 *
 * @param outcome as of every kind
 * @param held what its containers hold; null when the spec was refused
 */
record PolicyOutcome(RenderResult outcome, @Nullable Held held) {

    /**
     * What a policy's containers hold, and its seccomp file allows.
     *
     * @param root what the first program of a root container holds
     * @param nonRoot what that of another user holds
     * @param syscalls how many distinct syscalls the seccomp file names; null when there is none
     */
    record Held(
            ThreadCapabilities root,
            ThreadCapabilities nonRoot,
            @Nullable Integer syscalls) {}
}
