package dev.portcullis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.machine.RawServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemListTest {

    private static final String PAGE =
            "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"%s\",\"continue\":\"%s\"},\"items\":[%s]}";

    private final RawServer server = new RawServer();
    private final KubernetesClient client = server.client();
    private final List<String> names = new ArrayList<>();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void everyPageIsReadAndTheLastOneTellsTheRevision() {
        server.then("200 OK", PAGE.formatted(7, "a/b=", "{\"name\":\"one\"},{\"skipped\":[{}],\"name\":\"two\"}"))
                // As the API server sends lists of custom resources: by the alphabet.
                .then("200 OK", "{\"items\":[{\"name\":\"three\"}],\"metadata\":{\"resourceVersion\":\"7\"}}");
        List<Integer> pages = new ArrayList<>();
        assertThat(list().read(this::name, () -> pages.add(names.size()))).isEqualTo(7);
        assertThat(names).containsExactly("one", "two", "three");
        assertThat(pages).containsExactly(2, 3);
        assertThat(server.requests())
                .containsExactly(
                        "/api/v1/things?limit=50&labelSelector=a%21%3Db",
                        "/api/v1/things?limit=200&labelSelector=a%21%3Db&continue=a%2Fb%3D");
    }

    @Test
    void afterAPageOfLargeItemsFewerAreAskedFor() {
        String large = "{\"name\":\"x\",\"text\":\"" + "y".repeat(1 << 20) + "\"}";
        server.then(
                        "200 OK",
                        PAGE.formatted(7, "more", large + ",".concat(large).repeat(15)))
                .then("200 OK", PAGE.formatted(7, "", ""));
        list().read(this::name, () -> {});
        assertThat(server.requests()).last().asString().contains("limit=24&");
    }

    @Test
    void theRevisionCostsOneItem() {
        server.then("200 OK", PAGE.formatted(12, "more", "{\"name\":\"one\"}"));
        assertThat(list().revision()).isEqualTo(12);
        assertThat(server.requests()).singleElement().asString().contains("limit=1&");
    }

    /** The next item is not even sent while one is being looked at, apart from what sockets hold. */
    @Test
    void theServerKeepsItemsThatAreNotReadYet() throws InterruptedException {
        int items = 64;
        String item = "{\"name\":\"x\",\"text\":\"" + "y".repeat(1 << 20) + "\"}";
        String page = PAGE.formatted(7, "", item + ",".concat(item).repeat(items - 1));
        CountDownLatch sent = new CountDownLatch(1);
        server.then(out -> {
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            out.write(RawServer.head("200 OK", bytes.length));
            out.write(bytes);
            sent.countDown();
        });
        list().read(
                        parsed -> {
                            if (names.isEmpty()) {
                                assertThat(await(sent))
                                        .as("64 MB sent with one item read")
                                        .isFalse();
                            }
                            name(parsed);
                        },
                        () -> {});
        assertThat(names).hasSize(items);
        assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aListThatIsCutOffIsNoList() {
        String page = PAGE.formatted(7, "", "{\"name\":\"one\"},{\"name\":\"two\"}");
        for (int length : new int[] {page.length() - 1, page.length() - 12, page.indexOf("two"), 60}) {
            // The length that was promised does not come, or it does and the JSON is not whole.
            for (int promised : new int[] {page.length(), length}) {
                server.then(out -> {
                    out.write(RawServer.head("200 OK", promised));
                    out.write(page.substring(0, length).getBytes(StandardCharsets.UTF_8));
                });
                assertThatThrownBy(() -> list().read(this::name, () -> {}))
                        .as("%d bytes of %d", length, promised)
                        .isInstanceOf(KubernetesClientException.class);
            }
        }
    }

    /** Whoever removes what is not in a list would remove everything. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"items\":[]}", "{\"metadata\":{}}", "null", "<html>", ""})
    void anAnswerThatIsNoListIsAnError(String body) {
        server.then("200 OK", body);
        assertThatThrownBy(() -> list().read(this::name, () -> {})).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void aRefusalCarriesTheServersWords() {
        server.then("200 OK", PAGE.formatted(7, "more", "{\"name\":\"one\"}"))
                .then("410 Gone", "{\"kind\":\"Status\",\"code\":410,\"message\":\"the token is too old\"}");
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> list().read(this::name, () -> {}))
                .withMessageEndingWith("was answered 410: the token is too old")
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(410));
        server.then("403 Forbidden", "<html>" + "no".repeat(1 << 20));
        assertThatThrownBy(() -> list().read(this::name, () -> {}))
                .hasMessageEndingWith("was answered 403: no reason was given");
    }

    @Test
    void whoIsAskedToWaitComesBack() {
        server.then("429 Too Many Requests", "{}", "Retry-After: 1")
                .then("200 OK", PAGE.formatted(7, "", "{\"name\":\"one\"}"));
        list().read(this::name, () -> {});
        assertThat(names).containsExactly("one");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aServerThatFallsSilentIsLeft() {
        CountDownLatch over = new CountDownLatch(1);
        server.then(out -> {
            out.write(RawServer.head("200 OK", 1000));
            out.write("{\"items\":[{\"name\":\"one\"},".getBytes(StandardCharsets.UTF_8));
            out.flush();
            await(over);
        });
        assertThatThrownBy(() -> list(Duration.ofSeconds(1)).read(this::name, () -> {}))
                .hasMessageContaining("nothing came for 1 s");
        over.countDown();
        assertThat(names).containsExactly("one");
    }

    /** Names are the users' too: managedFields holds the values that lists are keyed by. */
    @Test
    void longNamesAndStringsAreSkippedLikeShortOnes() {
        String name = "n".repeat(100_000);
        server.then(
                "200 OK",
                PAGE.formatted(
                        7,
                        "",
                        "{\"" + name + "\":{\"" + name + "\":\"" + "v".repeat(21 << 20) + "\"},\"name\":\"one\"}"));
        list().read(this::name, () -> {});
        assertThat(names).containsExactly("one");
    }

    @Test
    void whatAReaderThrowsEndsTheList() {
        server.then("200 OK", PAGE.formatted(7, "", "{\"name\":\"one\"},{\"name\":\"two\"}"));
        assertThatThrownBy(() -> list().read(
                                item -> {
                                    throw new IllegalStateException("enough");
                                },
                                () -> {}))
                .hasMessage("enough");
    }

    private ItemList list() {
        return list(Duration.ofSeconds(20));
    }

    private ItemList list(Duration patience) {
        return new ItemList(
                new Answers(ApiConnection.of(client), patience), "api/v1/things", Map.of("labelSelector", "a!=b"));
    }

    private void name(JsonParser item) throws IOException {
        JsonTokens.fields(item, (field, value) -> {
            if (field.equals("name")) {
                names.add(JsonTokens.text(value));
            }
        });
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
