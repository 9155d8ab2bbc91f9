package dev.portcullis.seccomp;

import dev.portcullis.wording.EditDistance;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A calling convention that a profile can name: the architectures of the OCI runtime specification (config-linux.md,
 * "Seccomp"). Go's names are those that containers/common maps (pkg/seccomp/conversion.go), machine names what
 * {@code uname -m} prints on a kernel of that architecture.
 */
public enum Architecture {
    /** 64-bit x86. */
    X86_64("SCMP_ARCH_X86_64", "amd64", "x86_64"),
    /** 32-bit x86. */
    X86("SCMP_ARCH_X86", "386", "i686"),
    /** 32-bit pointers on a 64-bit x86 kernel. */
    X32("SCMP_ARCH_X32", "amd64p32", "x86_64"),
    /** 64-bit ARM. */
    ARM64("SCMP_ARCH_AARCH64", "arm64", "aarch64"),
    /** 32-bit ARM, EABI. */
    ARM("SCMP_ARCH_ARM", "arm", "armv7l"),
    /** 64-bit POWER, little-endian. */
    PPC64LE("SCMP_ARCH_PPC64LE", "ppc64le", "ppc64le"),
    /** 64-bit IBM Z. */
    S390X("SCMP_ARCH_S390X", "s390x", "s390x"),
    /** 64-bit RISC-V. */
    RISCV64("SCMP_ARCH_RISCV64", "riscv64", "riscv64"),
    /** 64-bit LoongArch. */
    LOONG64("SCMP_ARCH_LOONGARCH64", "loong64", "loongarch64"),
    /** 64-bit MIPS, little-endian, n64. */
    MIPS64LE("SCMP_ARCH_MIPSEL64", "mips64le", "mips64"),
    /** 64-bit MIPS, little-endian, 32-bit pointers. */
    MIPS64LEN32("SCMP_ARCH_MIPSEL64N32", "mips64p32le", "mips64"),
    /** 32-bit MIPS, little-endian. */
    MIPSLE("SCMP_ARCH_MIPSEL", "mipsle", "mips"),
    /** 64-bit MIPS, big-endian, n64. */
    MIPS64("SCMP_ARCH_MIPS64", "mips64", "mips64"),
    /** 64-bit MIPS, big-endian, 32-bit pointers. */
    MIPS64N32("SCMP_ARCH_MIPS64N32", "mips64p32", "mips64"),
    /** 32-bit MIPS, big-endian. */
    MIPS("SCMP_ARCH_MIPS", "mips", "mips"),
    /** 32-bit POWER. */
    PPC("SCMP_ARCH_PPC", "ppc", "ppc"),
    /** 64-bit POWER, big-endian. */
    PPC64("SCMP_ARCH_PPC64", "ppc64", "ppc64"),
    /** 31-bit IBM Z. */
    S390("SCMP_ARCH_S390", "s390", "s390"),
    /** 32-bit PA-RISC. */
    PARISC("SCMP_ARCH_PARISC", null, "parisc"),
    /** 64-bit PA-RISC. */
    PARISC64("SCMP_ARCH_PARISC64", null, "parisc64"),
    /** Motorola 68000. */
    M68K("SCMP_ARCH_M68K", null, "m68k"),
    /** SuperH, little-endian. */
    SH("SCMP_ARCH_SH", null, "sh4"),
    /** SuperH, big-endian. */
    SHEB("SCMP_ARCH_SHEB", null, "sh4eb");

    private final String ociName;
    private final @Nullable String goName;
    private final String kernelName;

    Architecture(String ociName, @Nullable String goName, String kernelName) {
        this.ociName = ociName;
        this.goName = goName;
        this.kernelName = kernelName;
    }

    /** The architecture of this name in a profile, for example {@code SCMP_ARCH_AARCH64}. */
    public static Optional<Architecture> named(String ociName) {
        return Arrays.stream(values()).filter(a -> a.ociName.equals(ociName)).findFirst();
    }

    /** The architecture of this GOARCH, the name that Kubernetes uses for nodes, for example {@code arm64}. */
    public static Optional<Architecture> ofGoName(String goName) {
        return Arrays.stream(values()).filter(a -> goName.equals(a.goName)).findFirst();
    }

    /** The architecture of this name in {@code includes.arches} and {@code excludes.arches}. */
    public static Optional<Architecture> ofConditionName(String name) {
        return Arrays.stream(values())
                .filter(a -> a.conditionName().equals(name) || a.dockerName().equals(name))
                .findFirst();
    }

    /** The name that was probably meant, for a hint: other tools have other names for the same architectures. */
    static Optional<String> meantBy(String written) {
        return Arrays.stream(values())
                .filter(a -> Stream.of(a.goName, a.kernelName, a.conditionName(), a.name())
                        .anyMatch(written::equalsIgnoreCase))
                .map(Architecture::ociName)
                .findFirst()
                .or(() -> EditDistance.nearest(
                        written,
                        Arrays.stream(values()).map(Architecture::ociName).toList()));
    }

    /** Its name in a profile's {@code architectures} and {@code archMap}. */
    public String ociName() {
        return ociName;
    }

    /** Its GOARCH, where Go has one. */
    public Optional<String> goName() {
        return Optional.ofNullable(goName);
    }

    /** Its machine name, as {@code uname -m} prints it. */
    public String kernelName() {
        return kernelName;
    }

    /** Its name in {@code arches} where Docker's differs (moby/profiles, seccomp_linux.go, {@code goToNative}). */
    private String dockerName() {
        return switch (this) {
            case LOONG64 -> "loongarch64";
            case MIPS64LE -> "mipsel64";
            case MIPS64LEN32 -> "mips3l64n32";
            case MIPSLE -> "mipsel";
            default -> conditionName();
        };
    }

    /**
     * Its name in a profile's {@code includes.arches} and {@code excludes.arches}: Docker and containers/common compare
     * with what libseccomp-golang calls the native architecture, which is not GOARCH everywhere ({@code x86}).
     */
    public String conditionName() {
        return switch (this) {
            case X86_64, ARM64, LOONG64 -> goName().orElseThrow();
            default -> ociName.substring("SCMP_ARCH_".length()).toLowerCase(Locale.ROOT);
        };
    }

    /**
     * The architectures whose programs a kernel of this one also runs, in the order of the {@code archMap} that Docker
     * and containers/common ship.
     */
    public List<Architecture> subArchitectures() {
        return switch (this) {
            case X86_64 -> List.of(X86, X32);
            case ARM64 -> List.of(ARM);
            case S390X -> List.of(S390);
            case MIPS64 -> List.of(MIPS, MIPS64N32);
            case MIPS64N32 -> List.of(MIPS, MIPS64);
            case MIPS64LE -> List.of(MIPSLE, MIPS64LEN32);
            case MIPS64LEN32 -> List.of(MIPSLE, MIPS64LE);
            default -> List.of();
        };
    }

    /** Returns whether libseccomp compares whole 64-bit arguments of its calls; for others only the lower half. */
    public boolean has64Bits() {
        return switch (this) {
            case X86_64, ARM64, PPC64LE, S390X, RISCV64, LOONG64, MIPS64LE, MIPS64, PPC64, PARISC64 -> true;
            default -> false;
        };
    }

    /** Returns whether Kubernetes nodes can have it: Go builds for it, and {@link SyscallTable} has it. */
    public boolean isOfNodes() {
        return hasSyscallTable() && this != X32;
    }

    /** Returns whether {@link SyscallTable} has its syscalls. */
    public boolean hasSyscallTable() {
        return compareTo(MIPS64LE) <= 0;
    }
}
