package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.capability.ThreadCapabilities;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A port of a container in one kind of network.
 *
 * @param port the port
 * @param network the network in words
 * @param start its {@code net.ipv4.ip_unprivileged_port_start}
 */
record PortBinding(int port, String network, int start) {

    /** Each port in each network a pod can have: as the runtime sets it up, with a sysctl of the pod or node, the host's. */
    static List<PortBinding> of(RuntimeDefaults runtime, List<Integer> ports) {
        int first = ThreadCapabilities.FIRST_UNPRIVILEGED_PORT;
        String own = "as " + PolicyExplanationText.title(runtime) + " does it";
        return ports.stream()
                .flatMap(port -> Stream.concat(
                        IntStream.of(runtime.unprivilegedPortStart(), first)
                                .distinct()
                                .mapToObj(start -> new PortBinding(
                                        port,
                                        start == runtime.unprivilegedPortStart() ? own : "with the sysctl",
                                        start)),
                        Stream.of(new PortBinding(port, "on the host's network", first))))
                .toList();
    }

    /** Tells if a thread may bind the port. */
    boolean allows(ThreadCapabilities thread) {
        return thread.mayBind(port, start);
    }
}
