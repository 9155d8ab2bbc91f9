package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.FileCapabilities;
import dev.portcullis.capability.ProcessCapabilities;
import dev.portcullis.capability.Program;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.capability.ThreadCapabilities;
import java.util.Optional;

/**
 * The capabilities of the processes of one container.
 *
 * @param before the process that the runtime sets up, before execve
 * @param program the container's first program, when its file has no privileges
 * @param file the first program when its file has capabilities; empty when execve refuses it with EPERM
 * @param confinedFile the same with {@code no_new_privs}
 * @param confinedLater the same with {@code no_new_privs}, started by a first program without privileges, such as a shell
 */
record ContainerCapabilities(
        ThreadCapabilities before,
        ThreadCapabilities program,
        Optional<ThreadCapabilities> file,
        Optional<ThreadCapabilities> confinedFile,
        Optional<ThreadCapabilities> confinedLater) {

    /**
     * Computes the capabilities in a container of this user.
     *
     * @throws IllegalArgumentException if the runtime would not start it; the message says why
     */
    static ContainerCapabilities of(
            RuntimeDefaults runtime, Adjustment adjustment, ContainerUser user, FileCapabilities file) {
        ProcessCapabilities process = runtime.process(adjustment, user.isRoot());
        ThreadCapabilities before = process.applied(user.credentials());
        ThreadCapabilities confined = process.applied(user.credentials().withNoNewPrivileges());
        Program program = Program.with(file);
        return new ContainerCapabilities(
                before,
                before.execve(Program.PLAIN).orElseThrow(),
                before.execve(program),
                confined.execve(program),
                confined.execve(Program.PLAIN).orElseThrow().execve(program));
    }
}
