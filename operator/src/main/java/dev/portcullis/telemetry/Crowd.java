package dev.portcullis.telemetry;

import java.net.InetAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The open connections, in the order of arrival.
 *
 * @param <C> a connection, with the identity of an object
 */
final class Crowd<C> {

    private final Map<C, InetAddress> members = new LinkedHashMap<>();
    private final Map<InetAddress, Integer> sizes = new HashMap<>();

    void add(C connection, InetAddress from) {
        members.put(connection, from);
        sizes.merge(from, 1, Integer::sum);
    }

    void remove(C connection) {
        InetAddress from = members.remove(connection);
        if (from != null) {
            sizes.computeIfPresent(from, (address, size) -> size == 1 ? null : size - 1);
        }
    }

    int size() {
        return members.size();
    }

    Optional<C> oldest() {
        return members.keySet().stream().findFirst();
    }

    /**
     * The connection that makes room: the oldest of the address with the most. So a client with many loses its own, and
     * among clients with equally many, the one that has had the most time goes.
     */
    Optional<C> first() {
        int most = sizes.isEmpty() ? 0 : Collections.max(sizes.values());
        return members.entrySet().stream()
                .filter(member -> sizes.getOrDefault(member.getValue(), 0) == most)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
