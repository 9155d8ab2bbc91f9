package dev.portcullis.cli.observe;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ConnectedCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the denials of one observation. */
final class LiveDenials {

    /** Longer than anyone watches. */
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    private final ProfileObservation observation;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final DenialWatch seen = new DenialWatch();

    /** A node's state, or why there will be none. */
    private sealed interface News {
        record State(NodeObservation node) implements News {}

        record End(RuntimeException reason) implements News {}
    }

    LiveDenials(ProfileObservation observation) {
        this.observation = observation;
    }

    /**
     * Tells of denials as nodes report them, those of before first, until the time is over or the thread is interrupted.
     *
     * @param time null for without end
     */
    void follow(ConnectedCluster cluster, @Nullable Duration time, Consumer<DenialWatch.News> each) {
        long end =
                System.nanoTime() + Objects.requireNonNullElse(time, FOR_EVER).toNanos();
        try (SharedIndexInformer<NodeObservation> informer =
                cluster.client().resources(NodeObservation.class).runnableInformer(0)) {
            informer.addEventHandler(new Handler());
            informer.exceptionHandler((started, failure) -> goesOn(cluster, failure));
            informer.start();
            for (News one = next(end); one != null; one = next(end)) {
                switch (one) {
                    case News.State state -> denials(state.node()).forEach(each);
                    case News.End failed -> throw failed.reason();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable News next(long end) throws InterruptedException {
        return news.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private List<DenialWatch.News> denials(NodeObservation node) {
        NodeObservationStatus status = node.getStatus();
        return status == null || !Recording.isOf(observation, node)
                ? List.of()
                : seen.of(status.node(), Objects.requireNonNullElse(status.denials(), List.<ObservedDenial>of()));
    }

    /** What a repetition cannot help ends the watch. */
    private boolean goesOn(ConnectedCluster cluster, Throwable failure) {
        boolean refused = failure instanceof KubernetesClientException refusal
                && (refusal.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                        || refusal.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                        || refusal.getCode() == HttpURLConnection.HTTP_NOT_FOUND);
        if (refused) {
            news.add(new News.End(
                    ((KubernetesClientException) failure).getCode() == HttpURLConnection.HTTP_FORBIDDEN
                            ? new ClusterException("you may not list and watch nodeobservations; ask for that right: "
                                    + failure.getMessage())
                            : cluster.explained((KubernetesClientException) failure)));
        }
        return !refused;
    }

    private final class Handler implements ResourceEventHandler<NodeObservation> {

        @Override
        public void onAdd(NodeObservation node) {
            news.add(new News.State(node));
        }

        @Override
        public void onUpdate(NodeObservation before, NodeObservation node) {
            news.add(new News.State(node));
        }

        @Override
        public void onDelete(NodeObservation node, boolean unknown) {
            // What was told stays told.
        }
    }
}
