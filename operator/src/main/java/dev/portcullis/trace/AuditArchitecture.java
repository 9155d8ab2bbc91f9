package dev.portcullis.trace;

import dev.portcullis.seccomp.Architecture;
import java.util.Map;
import java.util.Optional;

/** The architectures of audit lines: {@code AUDIT_ARCH_*} of linux/audit.h, and the words of {@code ausearch -i}. */
final class AuditArchitecture {

    private static final Map<String, Architecture> BY_NUMBER = Map.ofEntries(
            Map.entry("c000003e", Architecture.X86_64),
            Map.entry("40000003", Architecture.X86),
            Map.entry("c00000b7", Architecture.ARM64),
            Map.entry("40000028", Architecture.ARM),
            Map.entry("c0000015", Architecture.PPC64LE),
            Map.entry("80000015", Architecture.PPC64),
            Map.entry("14", Architecture.PPC),
            Map.entry("80000016", Architecture.S390X),
            Map.entry("16", Architecture.S390),
            Map.entry("c00000f3", Architecture.RISCV64),
            Map.entry("c0000102", Architecture.LOONG64),
            Map.entry("c0000008", Architecture.MIPS64LE),
            Map.entry("e0000008", Architecture.MIPS64LEN32),
            Map.entry("40000008", Architecture.MIPSLE),
            Map.entry("80000008", Architecture.MIPS64),
            Map.entry("a0000008", Architecture.MIPS64N32),
            Map.entry("8", Architecture.MIPS),
            Map.entry("8000000f", Architecture.PARISC64),
            Map.entry("f", Architecture.PARISC),
            Map.entry("4", Architecture.M68K),
            Map.entry("4000002a", Architecture.SH),
            Map.entry("2a", Architecture.SHEB));

    /** The audit library's words for machines (auparse, machinetab). */
    private static final Map<String, Architecture> BY_WORD = Map.ofEntries(
            Map.entry("x86_64", Architecture.X86_64),
            Map.entry("i386", Architecture.X86),
            Map.entry("i486", Architecture.X86),
            Map.entry("i586", Architecture.X86),
            Map.entry("i686", Architecture.X86),
            Map.entry("aarch64", Architecture.ARM64),
            Map.entry("arm", Architecture.ARM),
            Map.entry("armeb", Architecture.ARM),
            Map.entry("armv5tejl", Architecture.ARM),
            Map.entry("armv5tel", Architecture.ARM),
            Map.entry("armv6l", Architecture.ARM),
            Map.entry("armv7l", Architecture.ARM),
            Map.entry("ppc64le", Architecture.PPC64LE),
            Map.entry("ppc64", Architecture.PPC64),
            Map.entry("ppc", Architecture.PPC),
            Map.entry("s390x", Architecture.S390X),
            Map.entry("s390", Architecture.S390),
            Map.entry("riscv64", Architecture.RISCV64),
            Map.entry("loongarch64", Architecture.LOONG64));

    private static final int X32_BIT = 0x40000000;

    private AuditArchitecture() {}

    /** The architecture of a value of {@code arch=}. */
    static Optional<Architecture> of(String value) {
        Architecture byNumber = BY_NUMBER.get(value);
        return Optional.ofNullable(byNumber == null ? BY_WORD.get(value) : byNumber);
    }

    /** The kernel logs x32 calls as x86_64, with a bit in the number (arch/x86/include/uapi/asm/unistd.h). */
    static Architecture ofCall(Architecture logged, int number) {
        return logged == Architecture.X86_64 && (number & X32_BIT) != 0 ? Architecture.X32 : logged;
    }
}
