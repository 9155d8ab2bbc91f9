package dev.portcullis.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Probes processes many times more often than the kubelet does, and keeps every answer. */
public final class Probing {

    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * The answer to one probe.
     *
     * @param well whether it was answered, and with yes
     */
    public record Answer(long pid, String path, boolean well, Duration took) {}

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger probes = new AtomicInteger();
    private final FutureTask<List<Answer>> answers;

    private Probing(List<Member> members) {
        answers = new FutureTask<>(() -> probe(members));
    }

    public static Probing start(List<Member> members) {
        Probing probing = new Probing(members);
        Thread.ofPlatform().name("probing").daemon().start(probing.answers);
        return probing;
    }

    /** The number of answers so far. */
    public int probes() {
        return probes.get();
    }

    public List<Answer> stop() throws InterruptedException, ExecutionException {
        end.countDown();
        return answers.get();
    }

    private List<Answer> probe(List<Member> members) throws InterruptedException {
        List<Answer> all = new ArrayList<>();
        do {
            for (Member member : members) {
                for (String path : List.of("/livez", "/readyz")) {
                    long start = System.nanoTime();
                    boolean well = member.probe(path);
                    all.add(new Answer(member.pid(), path, well, Duration.ofNanos(System.nanoTime() - start)));
                    probes.incrementAndGet();
                }
            }
        } while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        return all;
    }
}
