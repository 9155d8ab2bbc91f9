package dev.portcullis.observer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class UnixSocketTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    @Test
    void whereNobodyListensNobodyIsFound() throws IOException {
        Path path = directory.resolve("s");
        assertThat(UnixSocket.connect(path, PATIENCE)).isEmpty();
        UnixSocket.listen(path, 1).close();
        assertThat(UnixSocket.connect(path, PATIENCE)).isEmpty();
    }

    @Test
    void theSocketIsForItsOwnerAlone() throws IOException {
        Path path = directory.resolve("s");
        try (UnixSocket listening = UnixSocket.listen(path, 1)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(listening.accept(null)).isEmpty();
        }
    }

    @Test
    void descriptorsComeWithBytes() throws IOException {
        Path path = directory.resolve("s");
        try (UnixSocket listening = UnixSocket.listen(path, 1);
                UnixSocket client = UnixSocket.connect(path, PATIENCE).orElseThrow();
                UnixSocket server = listening.accept(null).orElseThrow();
                Bell bell = Bell.hang();
                EventQueue<String> queue = EventQueue.open()) {
            assertThat(server.peerUser()).isEqualTo(userOf(path));
            assertThat(server.receive(16)).isEmpty();
            assertThat(client.send(new byte[] {7, 8}, 1, List.of(bell.descriptor())))
                    .isEqualTo(1);
            UnixSocket.Received received = server.receive(16).orElseThrow();
            assertThat(received.bytes()).containsExactly(8);
            assertThat(received.truncated()).isFalse();
            queue.add(received.descriptors().getFirst(), "bell");
            bell.ring();
            List<String> heard = new ArrayList<>();
            queue.await(-1, (target, readable, over) -> heard.add(target + readable + over));
            assertThat(heard).containsExactly("belltruefalse");
            received.descriptors().forEach(Descriptor::close);
        }
    }

    @Test
    void moreDescriptorsThanExpectedAreNoticed() throws IOException {
        Path path = directory.resolve("s");
        try (UnixSocket listening = UnixSocket.listen(path, 1);
                UnixSocket client = UnixSocket.connect(path, PATIENCE).orElseThrow();
                UnixSocket server = listening.accept(null).orElseThrow();
                Bell bell = Bell.hang()) {
            client.send(new byte[] {1}, 0, Collections.nCopies(UnixSocket.MAX_DESCRIPTORS + 3, bell.descriptor()));
            UnixSocket.Received received = server.receive(16).orElseThrow();
            assertThat(received.truncated()).isTrue();
            assertThat(received.descriptors()).hasSize(UnixSocket.MAX_DESCRIPTORS);
            received.descriptors().forEach(Descriptor::close);
        }
    }

    @Test
    void theEndIsToldAndWritingToNobodyFails() throws IOException {
        Path path = directory.resolve("s");
        try (UnixSocket listening = UnixSocket.listen(path, 1);
                UnixSocket client = UnixSocket.connect(path, PATIENCE).orElseThrow()) {
            UnixSocket server = listening.accept(PATIENCE).orElseThrow();
            assertThat(server.receive(1)).as("nothing came in time").isEmpty();
            server.close();
            assertThat(client.receive(1).orElseThrow().bytes()).isEmpty();
            assertThatThrownBy(() -> client.send(new byte[] {1}, 0, List.of()))
                    .isInstanceOf(KernelException.class)
                    .hasMessage("sendmsg: EPIPE");
            assertThatThrownBy(() -> server.descriptor().number()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aNewSocketTakesThePlaceOfAnotherAtOnce() throws IOException {
        Path path = directory.resolve("s");
        try (UnixSocket before = UnixSocket.listen(path, 1);
                UnixSocket after = UnixSocket.listen(path, 1);
                UnixSocket client = UnixSocket.connect(path, PATIENCE).orElseThrow()) {
            assertThat(before.accept(null)).isEmpty();
            assertThat(after.accept(null)).isPresent();
        }
    }

    private static int userOf(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }
}
