package dev.portcullis.capability;

import java.util.Optional;

/**
 * The five capability sets of a thread.
 *
 * @param inheritable see {@link ThreadSet#INHERITABLE}
 * @param permitted see {@link ThreadSet#PERMITTED}
 * @param effective see {@link ThreadSet#EFFECTIVE}; within permitted
 * @param bounding see {@link ThreadSet#BOUNDING}
 * @param ambient see {@link ThreadSet#AMBIENT}; within permitted and inheritable
 * @param credentials its users and flags
 */
public record ThreadCapabilities(
        CapabilitySet inheritable,
        CapabilitySet permitted,
        CapabilitySet effective,
        CapabilitySet bounding,
        CapabilitySet ambient,
        Credentials credentials) {

    /** The default of {@code net.ipv4.ip_unprivileged_port_start}. */
    public static final int FIRST_UNPRIVILEGED_PORT = 1024;

    /**
     * Checks what the kernel guarantees of every thread.
     *
     * @throws IllegalArgumentException if effective or ambient has more than it may
     */
    public ThreadCapabilities {
        within("effective", effective, "permitted", permitted);
        within("ambient", ambient, "permitted", permitted);
        within("ambient", ambient, "inheritable", inheritable);
    }

    /**
     * The thread's sets after execve(2) of this program; empty when that fails with EPERM, because the file has the
     * effective bit and the bounding set withholds part of its permitted set.
     */
    public Optional<ThreadCapabilities> execve(Program program) {
        return Execve.of(this, program);
    }

    /**
     * Returns whether bind(2) to a TCP or UDP port works for the thread, if its user namespace owns the network
     * namespace; else it fails with EACCES (net/ipv4/af_inet.c and net/ipv6/af_inet6.c,
     * inet_port_requires_bind_service). Port 0 asks for any free one.
     *
     * @param port 0..65535
     * @param unprivilegedPortStart the network namespace's {@code net.ipv4.ip_unprivileged_port_start}, for IPv6 too: the
     *     first port that everyone may bind; see {@link RuntimeDefaults#unprivilegedPortStart}
     */
    public boolean mayBind(int port, int unprivilegedPortStart) {
        return port == 0 || port >= unprivilegedPortStart || effective.contains(Capability.NET_BIND_SERVICE);
    }

    /** One of the five sets. */
    public CapabilitySet get(ThreadSet set) {
        return switch (set) {
            case INHERITABLE -> inheritable;
            case PERMITTED -> permitted;
            case EFFECTIVE -> effective;
            case BOUNDING -> bounding;
            case AMBIENT -> ambient;
        };
    }

    private static void within(String inner, CapabilitySet some, String outer, CapabilitySet all) {
        if (!all.containsAll(some)) {
            throw new IllegalArgumentException(
                    "the " + inner + " set has " + some.minus(all) + ", which the " + outer + " set has not");
        }
    }
}
