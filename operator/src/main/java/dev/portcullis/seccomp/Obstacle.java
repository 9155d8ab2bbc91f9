package dev.portcullis.seccomp;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that keeps libseccomp from building a filter: of two rules, the later cannot be added. */
sealed interface Obstacle {

    Site site();

    /**
     * libseccomp refuses the later rule with EEXIST, and runtimes do not start the container ("file exists").
     *
     * @param site the rules
     */
    record Collision(Site site) implements Obstacle {}

    /**
     * libseccomp never returns from adding the later rule, and the start of the container hangs.
     *
     * @param site the rules
     */
    record Endlessness(Site site) implements Obstacle {}

    /**
     * The rules.
     *
     * @param names the syscalls that they are about
     * @param earlier the position of the earlier rule among all
     * @param later the position of the later one
     * @param through the architecture through which they meet; null is the node's own
     * @param multiplexer the syscall behind which they meet; null if they meet on its own number
     */
    record Site(
            Set<String> names,
            int earlier,
            int later,
            @Nullable Architecture through,
            @Nullable String multiplexer) {}
}
