package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.RawServer;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchStreamTest {

    private static final String SMALL =
            "{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"seccompprofile-a\","
                    + "\"resourceVersion\":\"%s\",\"managedFields\":[{\"manager\":\"x\"}],"
                    + "\"labels\":{\"portcullis.dev/kind\":\"SeccompProfile\"}},\"data\":{\"profile.json\":\"%s\"}}}\n";

    private final RawServer server = new RawServer();
    private final KubernetesClient client = server.client();
    private final BlockingQueue<Wakeup> inbox = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void eventsAreCutWhereverTheBytesAre() throws InterruptedException {
        byte[] events = (SMALL.formatted(1, "{\\\"a\\\":\\u003c}") + "\n\n" + SMALL.formatted(2, "b"))
                .getBytes(StandardCharsets.UTF_8);
        server.then(out -> {
            out.write(RawServer.head("200 OK", events.length));
            for (byte one : events) {
                out.write(one);
                out.flush();
            }
        });
        try (WatchStream watch = open()) {
            Wakeup.Changed first = (Wakeup.Changed) next();
            assertThat(first.type()).isEqualTo("ADDED");
            assertThat(first.configMap().getMetadata().getName()).isEqualTo("seccompprofile-a");
            assertThat(first.configMap().getMetadata().getLabels())
                    .containsEntry("portcullis.dev/kind", "SeccompProfile");
            assertThat(first.configMap().getData()).isEqualTo(Map.of("profile.json", "{\"a\":<}"));
            Wakeup.Changed second = (Wakeup.Changed) next();
            assertThat(second.configMap().getMetadata().getResourceVersion()).isEqualTo("2");
            assertThat(next()).isEqualTo(new Wakeup.Ended(watch, null));
        }
    }

    @Test
    void oneLargeEventWaitsForTheOther() throws InterruptedException {
        String large = SMALL.formatted(1, "x".repeat(900 << 10));
        server.then("200 OK", large.repeat(20));
        try (WatchStream watch = open()) {
            for (int i = 0; i < 20; i++) {
                Wakeup.Changed event = (Wakeup.Changed) next();
                // After the last one comes the end, which needs no room.
                assertThat(i == 19 ? null : inbox.poll(i == 0 ? 1000 : 20, TimeUnit.MILLISECONDS))
                        .as("while another is being handled")
                        .isNull();
                watch.handled(event);
            }
            assertThat(next()).isEqualTo(new Wakeup.Ended(watch, null));
        }
    }

    @Test
    void smallEventsDoNotWaitForEachOther() throws InterruptedException {
        server.then("200 OK", SMALL.formatted(1, "x").repeat(100));
        try (WatchStream watch = open()) {
            for (int i = 0; i < 100; i++) {
                assertThat(next()).isInstanceOf(Wakeup.Changed.class);
            }
            assertThat(next()).isEqualTo(new Wakeup.Ended(watch, null));
        }
    }

    @Test
    void whatTheServerSaysOfAnExpiredRevisionKeepsItsCode() throws InterruptedException {
        server.then(
                        "200 OK",
                        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"message\":\"too old\",\"code\":410}}\n")
                .then("410 Gone", "{\"kind\":\"Status\",\"message\":\"too old\",\"code\":410}");
        for (int i = 0; i < 2; i++) {
            try (WatchStream watch = open()) {
                Wakeup.Ended ended = (Wakeup.Ended) next();
                assertThat(ended.source()).isSameAs(watch);
                assertThat(ended.failure())
                        .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                                .isEqualTo(410))
                        .hasMessageContaining("too old");
            }
        }
    }

    @Test
    void anEventThatCannotBeReadIsToldFromAnAnswerThatIsCutOff() throws InterruptedException {
        server.then("200 OK", "{\"type\":\"ADDED\",\"object\":{\"data\":]}}\n")
                .then("200 OK", "{\"type\":\"ADDED\"}\n")
                .then("200 OK", SMALL.formatted(1, "x").substring(0, 70));
        for (Class<?> failure : new Class<?>[] {
            WatchStream.UnreadableEventException.class, WatchStream.UnreadableEventException.class, IOException.class
        }) {
            try (WatchStream watch = open()) {
                assertThat(((Wakeup.Ended) next()).failure()).isExactlyInstanceOf(failure);
                assertThat(watch).isNotNull();
            }
        }
    }

    @Test
    void aWatchThatIsClosedEndsWhateverItWaitsFor() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        String large = SMALL.formatted(1, "x".repeat(900 << 10));
        server.then("200 OK", large.repeat(3)).then(out -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        // For the event before to be handled; for an answer.
        for (int i = 0; i < 2; i++) {
            WatchStream watch = open();
            if (i == 0) {
                assertThat(next()).isInstanceOf(Wakeup.Changed.class);
            }
            watch.close();
            assertThat(next()).isInstanceOf(Wakeup.Ended.class);
        }
        over.countDown();
    }

    private WatchStream open() {
        return WatchStream.open(new Answers(ApiConnection.of(client), Duration.ofSeconds(20)), "watch", inbox);
    }

    private Wakeup next() throws InterruptedException {
        Wakeup signal = inbox.poll(20, TimeUnit.SECONDS);
        assertThat(signal).isNotNull();
        return signal;
    }
}
