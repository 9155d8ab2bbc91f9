package dev.portcullis.source;

import dev.portcullis.seccomp.Architecture;

/** What strace calls a mode is a calling convention of the machine on which it ran. */
final class StraceMode {

    private StraceMode() {}

    /**
     * The calling convention of a mode (strace's {@code PERSONALITY_NAMES}): {@code 64 bit}, {@code 32 bit} or {@code
     * x32}.
     *
     * @param machine the architecture of the machine
     */
    static Architecture architecture(String mode, Architecture machine) {
        if (mode.equals("x32")) {
            return Architecture.X32;
        }
        return mode.equals("32 bit")
                ? machine.subArchitectures().stream().findFirst().orElse(machine)
                : machine;
    }
}
