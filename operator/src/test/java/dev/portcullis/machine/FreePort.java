package dev.portcullis.machine;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for the servers of tests. */
public final class FreePort {

    /** Below the ports of a test's API server, and below those that Linux gives to connections (ip(7), ip_local_port_range). */
    private static final int FIRST = 10_000;

    private static final int END = 20_000;

    /** Servers begin to listen a while after they were given a port. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port that nobody listens on, and that no connection takes before the server does. */
    public static int find() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket free = new ServerSocket(port)) {
                if (GIVEN.add(port)) {
                    return free.getLocalPort();
                }
            } catch (BindException e) {
                // Somebody has it.
            }
        }
    }
}
