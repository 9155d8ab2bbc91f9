package dev.portcullis.machine;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Runs an action many times, a few at a time: an API server answers several clients faster than one. */
public final class Parallel {

    private static final int THREADS = 4;

    private Parallel() {}

    /** Runs the action for the numbers from 0, and returns when all have ended; the first failure fails the test. */
    public static void run(int count, IntConsumer action) {
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            List<? extends Future<?>> all = IntStream.range(0, count)
                    .mapToObj(i -> pool.submit(() -> action.accept(i)))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
