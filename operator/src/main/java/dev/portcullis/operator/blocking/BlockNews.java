package dev.portcullis.operator.blocking;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Calls for the reconciliation of blocks of which there is news, a few times a second at most: a thousand objects that
 * are rendered at once are a thousand pieces of news.
 */
public final class BlockNews {

    private static final long GATHERING_MILLIS = 250;

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> called = ConcurrentHashMap.newKeySet();
    private final Executor later = CompletableFuture.delayedExecutor(GATHERING_MILLIS, TimeUnit.MILLISECONDS);

    /** Registers how blocks are called, by name. */
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** Calls for these blocks soon. */
    public void of(Collection<String> blocks) {
        for (String block : blocks) {
            if (called.add(block)) {
                later.execute(() -> {
                    called.remove(block);
                    listeners.forEach(listener -> listener.accept(block));
                });
            }
        }
    }
}
