package dev.portcullis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.RudeClients;
import dev.portcullis.machine.RudeClients.Manner;
import dev.portcullis.telemetry.HttpPort.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class HttpPortTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LONG = "metric 1\n".repeat(100_000);
    private static final Map<String, Supplier<Response>> PAGES = Map.of(
            "/livez", () -> Response.of(200, "OK", Response.PLAIN, "ok\n"),
            "/metrics", () -> Response.of(200, "OK", Response.PLAIN, LONG),
            "/broken",
                    () -> {
                        throw new IllegalStateException("broken");
                    });

    @Test
    void answersWithWhatIsBehindThePath() throws Exception {
        try (HttpPort port = open(8, Duration.ofSeconds(10))) {
            assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(port, "/livez?x").body()).isEqualTo("ok\n");
            assertThat(get(port, "/metrics").body()).isEqualTo(LONG);
            assertThat(get(port, "/").statusCode()).isEqualTo(404);
            assertThat(get(port, "/broken").statusCode()).isEqualTo(500);
            assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
            assertThat(port.dropped()).isZero();
        }
    }

    @Test
    void aClientThatHasSaidAllMayStillListen() throws IOException {
        try (HttpPort port = open(8, Duration.ofSeconds(10));
                Socket socket = connect(port, "127.0.0.1")) {
            send(socket, "GET /livez HTTP/1.1\r\n\r\n");
            socket.shutdownOutput();
            assertThat(all(socket)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok\n");
        }
    }

    @Test
    void aRequestWithABodyIsRefusedAndItsBodyIsNotKept() throws IOException {
        try (HttpPort port = open(8, Duration.ofSeconds(10));
                Socket socket = connect(port, "127.0.0.1")) {
            send(socket, "POST /livez HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
            send(socket, "x".repeat(100_000));
            assertThat(all(socket)).startsWith("HTTP/1.1 405 ").contains("Allow: GET\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void aConnectionEndsInTimeWhateverItsClientDoes(Manner manner) throws IOException {
        try (HttpPort port = open(1_000, Duration.ofMillis(200));
                RudeClients rude = RudeClients.start(manner, 5, local("127.0.0.1"), port.number())) {
            await().atMost(Deadline.STEP).until(() -> rude.connections() >= 25 && port.dropped() >= 20);
        }
    }

    /** As many as the port bears, ten times over, and their address is even that of who asks. */
    @ParameterizedTest
    @EnumSource(Manner.class)
    void aClientThatComesWhileThePortIsFullIsAnswered(Manner manner) throws Exception {
        try (HttpPort port = open(20, Duration.ofMinutes(10));
                RudeClients rude = RudeClients.start(manner, 200, local("127.0.0.1"), port.number())) {
            await().atMost(Deadline.STEP).until(() -> rude.connections() >= 400 && port.dropped() >= 200);
            for (int i = 0; i < 20; i++) {
                // Among so few, a client that has to wait for its turn on a busy machine may be the oldest.
                await().atMost(Duration.ofSeconds(5))
                        .untilAsserted(
                                () -> assertThat(get(port, "/livez").body()).isEqualTo("ok\n"));
            }
        }
    }

    @Test
    void aClientWithManyConnectionsTakesNoneOfAnother() throws IOException {
        try (HttpPort port = open(20, Duration.ofMinutes(10));
                Socket patient = connect(port, "127.0.0.2")) {
            send(patient, "GET /livez HTTP/1.1\r\n");
            try (RudeClients rude = RudeClients.start(Manner.HALF_A_REQUEST, 100, local("127.0.0.1"), port.number())) {
                await().atMost(Deadline.STEP).until(() -> port.dropped() >= 1_000);
                assertThat(rude.connections()).isGreaterThanOrEqualTo(1_000);
                send(patient, "\r\n");
                assertThat(all(patient)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aPortThatIsTakenOrNoneIsNamed() throws IOException {
        try (HttpPort port = open(1, Duration.ofSeconds(1))) {
            assertThatThrownBy(
                            () -> HttpPort.open("second", port.number(), new Limits(1, Duration.ofSeconds(1)), PAGES))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    private static HttpPort open(int connections, Duration lifetime) throws IOException {
        return HttpPort.open("test", 0, new Limits(connections, lifetime), PAGES);
    }

    private static HttpResponse<String> get(HttpPort port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.number() + path))
                        .timeout(Duration.ofSeconds(1))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Socket connect(HttpPort port, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(local(from), 0));
        socket.connect(new InetSocketAddress(local("127.0.0.1"), port.number()));
        return socket;
    }

    private static InetAddress local(String address) {
        return InetAddress.ofLiteral(address);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String all(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
}
