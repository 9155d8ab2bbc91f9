package dev.portcullis.agent;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reasons for the agent's one thread to wake. */
sealed interface Wakeup {

    /**
     * An event of the watch. More follow only as those before are {@link WatchStream#handled}.
     *
     * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED} or {@code BOOKMARK}
     * @param size its share of the room for events that wait
     * @param arrived the {@link System#nanoTime} at which it began to arrive
     */
    record Changed(WatchStream source, String type, ConfigMap configMap, int size, long arrived) implements Wakeup {}

    /** The watch ended; {@code failure} is null when the API server closed it in the ordinary way. */
    record Ended(WatchStream source, @Nullable Throwable failure) implements Wakeup {}

    /** These paths below the directory were touched. */
    record Touched(Set<String> names) implements Wakeup {}

    /** Events of the directory were lost: any name may have been touched. */
    record Overflowed() implements Wakeup {}

    /** The operator's orders for this node, perhaps as before. */
    record Told(NodeOrders orders) implements Wakeup {}

    /** The agent is being closed. */
    record Wake() implements Wakeup {}
}
