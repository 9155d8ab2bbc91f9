package dev.portcullis.telemetry;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is costly to make, and is made again only when it is too old. Not thread-safe.
 *
 * @param <T> the value
 */
final class Recent<T> implements Supplier<T> {

    private final Supplier<T> source;
    private final Duration age;
    private @Nullable T made;
    private long since;

    Recent(Supplier<T> source, Duration age) {
        this.source = source;
        this.age = age;
    }

    @Override
    public T get() {
        T recent = made;
        if (recent == null || System.nanoTime() - since >= age.toNanos()) {
            recent = source.get();
            made = recent;
            since = System.nanoTime();
        }
        return recent;
    }
}
