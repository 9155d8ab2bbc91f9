package dev.portcullis.e2e;

/** How a container's command gets to bind port 80. */
enum PortProgram {
    PLAIN,
    FILE,
    /** A first program without file capabilities starts one with them, as a shell would. */
    FILE_STARTED_LATER;

    static final int PORT = 80;
    static final String PERL = "/usr/bin/perl";
    /** The same program with file capabilities. */
    static final String CAPABLE = "/usr/bin/perl-capable";

    static final String FILE_CAPABILITIES = "cap_net_bind_service=ep";

    /** Says what it holds and from where on ports are for everybody, then binds; 2 is AF_INET, 1 SOCK_STREAM. */
    private static final String BIND = """
            open(F, "/proc/1/status") or die; while (<F>) { print if /^Cap/ }
            open(F, "/proc/sys/net/ipv4/ip_unprivileged_port_start") or die; print "start ", <F>;
            socket(S, 2, 1, 0) or die "socket: $!\\n";
            bind(S, pack("S n x12", 2, %d)) or die "bind: $!\\n"; print "bound\\n";
            """.formatted(PORT);

    String[] command() {
        return switch (this) {
            case PLAIN -> new String[] {PERL, "-e", BIND};
            case FILE -> new String[] {CAPABLE, "-e", BIND};
            case FILE_STARTED_LATER ->
                new String[] {PERL, "-e", "exec @ARGV or die qq(exec: $!\n)", CAPABLE, "-e", BIND};
        };
    }

    /** The place of its sets in an explanation. */
    String explained(boolean noNewPrivileges) {
        return switch (this) {
            case PLAIN -> "/program";
            case FILE -> noNewPrivileges ? "/noNewPrivileges/file" : "/file";
            case FILE_STARTED_LATER -> noNewPrivileges ? "/noNewPrivileges/fileStartedByProgram" : "/file";
        };
    }
}
