package dev.portcullis.seccomp;

import dev.portcullis.wording.NameList;
import java.util.Collection;

/** What a restriction denies beside what it names, in words. */
final class RestrictionCosts {

    private RestrictionCosts() {}

    static String whole(String syscall) {
        return syscall + " is denied with any arguments: libseccomp cannot tell these rules apart from what the block"
                + " denies";
    }

    /** @param architectures those on which it is so, in words */
    static String behind(String multiplexer, Collection<String> syscalls, String architectures) {
        String them = NameList.of(syscalls);
        return "through " + architectures + ", " + multiplexer + " is denied where it is to do " + them
                + ": its arguments are behind a pointer, where no filter sees them, so that every " + them
                + " made through it fails; programs are concerned whose libc is older than Linux 4.3";
    }

    static String multiplexer(String multiplexer, String architectures) {
        return "through " + architectures + ", " + multiplexer
                + " is denied with any arguments (ENOSYS): the profile's rules for the calls behind it cannot stand beside"
                + " the block's";
    }
}
