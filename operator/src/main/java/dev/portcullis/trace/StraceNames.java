package dev.portcullis.trace;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kernel's names for what strace calls a syscall. They are the same today; the differences here are those of
 * strace's own tables (src/linux/ARCH/syscallent.h) over its releases, compared by number with the kernel's.
 */
final class StraceNames {

    /** {@code umount} stood for {@code umount2} on x86_64 and ARM up to strace 4.10. */
    private static final Map<String, List<String>> OTHER_NAMES = Map.ofEntries(
            Map.entry("_exit", List.of("exit")),
            Map.entry("pread", List.of("pread64")),
            Map.entry("pwrite", List.of("pwrite64")),
            Map.entry("old_mmap", List.of("mmap")),
            Map.entry("oldselect", List.of("select")),
            Map.entry("old_getrlimit", List.of("getrlimit")),
            Map.entry("oldgetrlimit", List.of("getrlimit")),
            Map.entry("oldumount", List.of("umount")),
            Map.entry("umount", List.of("umount", "umount2")),
            Map.entry("sysctl", List.of("_sysctl")),
            Map.entry("siggetmask", List.of("sgetmask")),
            Map.entry("sigsetmask", List.of("ssetmask")),
            Map.entry("socket_subcall", List.of("socketcall")),
            Map.entry("ipc_subcall", List.of("ipc")),
            Map.entry("fadvise64_64", List.of("fadvise64_64", "arm_fadvise64_64")));

    /** A number for what this strace had no name for; decimal in old ones. */
    private static final Pattern NUMBER = Pattern.compile("(?:syscall|SYS)_(?:0x([0-9a-f]{1,8})|([0-9]{1,9}))");

    private static final int X32_BIT = 0x40000000;

    private final SyscallTable table = SyscallTable.linux();

    /** The syscalls that this may be; empty if no syscall that this build knows has such a name or number. */
    List<String> resolve(String logged, Architecture architecture) {
        Matcher number = NUMBER.matcher(logged);
        if (number.matches()) {
            long value =
                    number.group(1) == null ? Long.parseLong(number.group(2)) : Long.parseLong(number.group(1), 16);
            return byNumber((int) value, architecture);
        }
        String name = withoutAbi(logged);
        return OTHER_NAMES.getOrDefault(name, List.of(name)).stream()
                .filter(table::knows)
                .toList();
    }

    /** The calling convention of a call that strace names: the machine's own unless only its 32-bit one has it. */
    Architecture convention(List<String> names, Architecture machine) {
        return Stream.concat(Stream.of(machine), machine.subArchitectures().stream())
                .filter(one ->
                        names.stream().anyMatch(name -> table.number(one, name).isPresent()))
                .findFirst()
                .orElse(machine);
    }

    private List<String> byNumber(int number, Architecture architecture) {
        int asPassed = architecture == Architecture.X32 ? number | X32_BIT : number;
        return table.name(architecture, asPassed).map(List::of).orElse(List.of());
    }

    /** Strace marks the 64-bit calls of an x32 process: {@code readv#64}, up to 4.26 {@code 64:readv}. */
    private static String withoutAbi(String name) {
        if (name.endsWith("#64")) {
            return name.substring(0, name.length() - "#64".length());
        }
        return name.startsWith("64:") ? name.substring("64:".length()) : name;
    }
}
