package dev.portcullis.operator.filelist;

import dev.portcullis.operator.client.JsonSieve;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.client.SievedReads;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link FileList} in its ConfigMap. The intervals between writes grow while changes go on, so that a burst
 * costs only a handful.
 */
public final class FileListWriter implements AutoCloseable {

    /** The ConfigMap; {@code config/unknown-files} names it too. It has no label, so agents do not select it. */
    static final String CONFIG_MAP = "portcullis-files";

    /** Its only key. */
    static final String KEY = "files";

    static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** The interval at which the ConfigMap is compared, because others may change it. */
    static final Duration CHECK = Duration.ofMinutes(1);

    private static final Duration TURN = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(FileListWriter.class);

    /** The storage of the list. */
    public interface Place {

        /** The SHA-256 of the stored list; empty when there is none. */
        Optional<String> digest();

        /** Stores a list. */
        void write(FileList list);
    }

    /** A ConfigMap of the operator's namespace, written by server-side apply. */
    public record InConfigMap(KubernetesClient client, String namespace) implements Place {

        /** Reads return digests in place of texts ({@link SievedReads}). */
        @Override
        public Optional<String> digest() {
            return Optional.ofNullable(client.configMaps()
                            .inNamespace(namespace)
                            .withName(CONFIG_MAP)
                            .get())
                    .map(Carrier::data)
                    .map(data -> data.get(KEY))
                    .filter(value -> value.startsWith(JsonSieve.DIGEST_PREFIX))
                    .map(value -> value.substring(JsonSieve.DIGEST_PREFIX.length()));
        }

        @Override
        public void write(FileList list) {
            ConfigMap configMap = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(CONFIG_MAP)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withData(Map.of(KEY, list.text()))
                    .build();
            ServerSideApply.apply(client, configMap);
        }
    }

    private final Place place;
    private final int kinds;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final Map<Kind, Supplier<Stream<FilePath>>> files = new ConcurrentHashMap<>();
    private final AtomicBoolean changed = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("file-list").daemon().factory());
    private @Nullable String written;
    private Instant nextCheck = Instant.MIN;
    private Instant nextWrite = Instant.MIN;
    private Duration pause = SHORTEST_PAUSE;

    /**
     * Does nothing before {@link #start}.
     *
     * @param kinds how many kinds of objects there are to read
     * @param leads whether this process is the one that writes
     */
    public FileListWriter(Place place, int kinds, BooleanSupplier leads, Clock clock) {
        this.place = place;
        this.kinds = kinds;
        this.leads = leads;
        this.clock = clock;
    }

    /** Starts looking after the list. */
    // A turn never fails, and the schedule ends with its thread.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::turn, TURN.toMillis(), TURN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes the files of all objects of a kind. Nothing is written before every kind has been read. */
    void read(Kind kind, Supplier<Stream<FilePath>> filesOfKind) {
        files.put(kind, filesOfKind);
        changed.set(true);
    }

    /** Takes note that an object came, went, or has another spec. */
    void changed() {
        changed.set(true);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Writes the list when it is due; what fails is tried again. */
    void turn() {
        if (!leads.getAsBoolean()) {
            nextCheck = Instant.MIN;
            return;
        }
        Instant now = clock.instant();
        boolean check = !now.isBefore(nextCheck);
        if (files.size() < kinds || now.isBefore(nextWrite) || !(check || changed.get())) {
            return;
        }
        changed.set(false);
        try {
            if (check) {
                written = place.digest().orElse(null);
                nextCheck = now.plus(CHECK);
            }
            write(now);
        } catch (KubernetesClientException e) {
            retry(now);
            log.atWarn().log("cannot write the list of files: {}", e.getMessage());
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            retry(now);
            log.atError().setCause(e).log("cannot write the list of files");
        }
    }

    private void write(Instant now) {
        FileList list =
                FileList.of(files.values().stream().flatMap(Supplier::get).toList());
        String digest = Digest.sha256(list.text());
        if (digest.equals(written)) {
            return;
        }
        // No change for so long since the last write: the burst is over.
        boolean goesOn = now.isBefore(nextWrite.plus(pause));
        pause = goesOn ? longer() : SHORTEST_PAUSE;
        nextWrite = now.plus(pause);
        place.write(list);
        written = digest;
    }

    private Duration longer() {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private void retry(Instant now) {
        changed.set(true);
        nextCheck = Instant.MIN;
        nextWrite = now.plus(LONGEST_PAUSE);
    }
}
