package dev.portcullis.agent;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What wakes the agent's one thread. */
sealed interface Signal {

    /** A part of the watch's answer; another one is sent only after {@code body} is asked for it. */
    record Chunk(WatchStream source, List<ByteBuffer> bytes, AsyncBody body, long arrived) implements Signal {}

    /** The watch ended; {@code failure} is null when the API server closed it in the ordinary way. */
    record Ended(WatchStream source, @Nullable Throwable failure) implements Signal {}

    /** Something happened to these paths below the directory. */
    record Touched(Set<String> names) implements Signal {}

    /** Events of the directory were lost: any name may have been touched. */
    record Overflowed() implements Signal {}

    /** The agent is being closed. */
    record Wake() implements Signal {}
}
