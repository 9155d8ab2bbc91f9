package dev.portcullis.observer;

import dev.portcullis.seccomp.Architecture;
import java.util.Optional;

/** The architecture of a call, as the kernel tells it: AUDIT_ARCH_... of linux/audit.h, from the numbers of linux/elf-em.h. */
final class CallArchitecture {

    /** Set in the numbers of x32's calls, which come with x86_64's architecture. */
    private static final int X32_BIT = 0x4000_0000;

    private CallArchitecture() {}

    /** The architecture of a call with this number; empty for those that no document is for. */
    static Optional<Architecture> of(int audit, int number) {
        return Optional.ofNullable(
                switch (audit) {
                    case 0xC000_003E -> (number & X32_BIT) != 0 ? Architecture.X32 : Architecture.X86_64;
                    case 0x4000_0003 -> Architecture.X86;
                    case 0xC000_00B7 -> Architecture.ARM64;
                    case 0x4000_0028 -> Architecture.ARM;
                    case 0xC000_00F3 -> Architecture.RISCV64;
                    case 0x8000_0016 -> Architecture.S390X;
                    case 0x0000_0016 -> Architecture.S390;
                    default -> null;
                });
    }
}
