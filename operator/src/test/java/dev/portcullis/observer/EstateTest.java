package dev.portcullis.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.observation.CallOrigin;
import dev.portcullis.observation.ObservedContainer;
import dev.portcullis.observer.HandoverChannel.Kind;
import dev.portcullis.observer.kernel.Bell;
import dev.portcullis.observer.kernel.UnixSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What an observer has arrives at its successor, or stays. */
@EnabledOnOs(OS.LINUX)
class EstateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final ObservedContainer CONTAINER =
            new ObservedContainer("s", "shop", "cart", "main", "image", true);

    @TempDir
    private Path directory;

    private UnixSocket listening;
    private UnixSocket giving;
    private UnixSocket taking;

    @BeforeEach
    void connect() throws IOException {
        Path path = directory.resolve("s");
        listening = UnixSocket.listen(path, 1);
        taking = UnixSocket.connect(path, PATIENCE).orElseThrow();
        giving = listening.accept(PATIENCE).orElseThrow();
    }

    @AfterEach
    void close() {
        listening.close();
        giving.close();
        taking.close();
    }

    @Test
    void everythingArrives() throws Exception {
        try (Bell one = Bell.hang();
                Bell other = Bell.hang()) {
            Estate estate = Estate.empty();
            estate.sockets().add(listening);
            estate.counts().add(new Estate.Counts("shop", "uid-1", true, "x".repeat(1 << 20)));
            estate.listeners().add(new Estate.Listener(one.descriptor(), "{}", CONTAINER, CallOrigin.PROGRAM));
            estate.arrivals().add(new Estate.HalfRead(giving, new byte[] {1, 2, 3}, List.of(other.descriptor())));
            CompletableFuture<Void> given = inBackground(() -> {
                estate.give(new HandoverChannel(giving));
                return null;
            });
            Estate taken = Estate.take(new HandoverChannel(taking), () -> {});
            given.get();
            assertThat(taken.sockets()).hasSize(1);
            assertThat(taken.counts()).isEqualTo(estate.counts());
            assertThat(taken.listeners()).singleElement().satisfies(listener -> {
                assertThat(listener.container()).isEqualTo(CONTAINER);
                assertThat(listener.origin()).isEqualTo(CallOrigin.PROGRAM);
                assertThat(listener.metadata()).isEqualTo("{}");
            });
            assertThat(taken.arrivals()).singleElement().satisfies(arrival -> {
                assertThat(arrival.bytes()).containsExactly(1, 2, 3);
                assertThat(arrival.descriptors()).hasSize(1);
            });
            taken.close();
        }
    }

    @Test
    void whereTheSuccessorFailsEverythingStays() throws Exception {
        CompletableFuture<Void> given = inBackground(() -> {
            Estate.empty().give(new HandoverChannel(giving));
            return null;
        });
        assertThatThrownBy(() -> Estate.take(new HandoverChannel(taking), () -> {
                    throw new IOException("no room");
                }))
                .hasMessage("no room");
        taking.close();
        assertThatThrownBy(given::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the other observer has ended");
    }

    @Test
    void aSuccessorThatSaysNothingIsNotWaitedForForEver() {
        assertThatThrownBy(() -> Estate.empty().give(new HandoverChannel(giving)))
                .hasMessage("the other observer does not answer");
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        new HandoverChannel(giving).send(Kind.GREETING, "{\"format\":2}".getBytes(StandardCharsets.UTF_8), List.of());
        assertThatThrownBy(() -> Estate.take(new HandoverChannel(taking), () -> {}))
                .hasMessageContaining("in format 2, not 1");
    }

    @Test
    void whatIsNoFrameIsRefused() throws IOException {
        giving.send(new byte[] {0, 0, 0, 99, 0, 0, 0, 0}, 0, List.of());
        assertThatThrownBy(() -> Estate.take(new HandoverChannel(taking), () -> {}))
                .hasMessageContaining("what is no frame");
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(action.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
