package dev.portcullis.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SievedReadsTest {

    private static final String PROFILES = "https://server/apis/portcullis.dev/v1/seccompprofiles";

    private final SievedReads sieve = new SievedReads(new FreshSpecs());
    private final List<String> passed = new ArrayList<>();
    private final Asked asked = new Asked();
    private final AsyncBody.Consumer<List<ByteBuffer>> reader = (pieces, body) -> {
        pieces.forEach(piece -> passed.add(StandardCharsets.UTF_8.decode(piece).toString()));
        if (pieces.isEmpty()) {
            passed.add("");
        }
    };

    @Test
    void moreIsAskedForUntilSomethingPasses() throws Exception {
        AsyncBody.Consumer<List<ByteBuffer>> sieved = sieve.consumer(reader, request(PROFILES));
        sieved.consume(pieces("{\"spec\":{\"sysc", "alls\":[1,"), asked);
        assertThat(passed).isEmpty();
        assertThat(asked.times).isOne();
        sieved.consume(pieces("2]}}"), asked);
        assertThat(passed).containsExactly("{\"spec\":{}}\n");
        assertThat(asked.times).isOne();
    }

    @Test
    void ofNodesOnlyLabelsTaintsAndConditionsPass() throws Exception {
        AsyncBody.Consumer<List<ByteBuffer>> sieved =
                sieve.consumer(reader, request("https://server/api/v1/nodes?watch=true"));
        sieved.consume(pieces("""
                        {"type":"ADDED","object":{"metadata":{"name":"n","uid":"u","labels":{"l":"m"},"annotations":{"a":"b"}},\
                        "spec":{"podCIDR":"10.0.0.0/24","taints":[{"key":"k"}]},\
                        "status":{"images":[{"names":["i"]}],"conditions":[{"type":"Ready"}]}}}"""), asked);
        assertThat(String.join("", passed).strip()).isEqualTo("""
                {"type":"ADDED","object":{"metadata":{"name":"n","uid":"u","labels":{"l":"m"}},\
                "spec":{"taints":[{"key":"k"}]},"status":{"conditions":[{"type":"Ready"}]}}}""");
    }

    @Test
    void plainWordsPassAsTheyAre() throws Exception {
        AsyncBody.Consumer<List<ByteBuffer>> sieved = sieve.consumer(reader, request(PROFILES + "/x"));
        sieved.consume(pieces("Too many requests, ", "please try again later."), asked);
        sieved.consume(pieces("{"), asked);
        assertThat(passed).containsExactly("Too many requests, ", "please try again later.", "{");
    }

    @Test
    void answersAboutOtherObjectsAreNotTouched() {
        assertThat(sieve.consumer(reader, request("https://server/api/v1/pods")))
                .isSameAs(reader);
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=50,                    200, false",
        "?watch=true&resourceVersion=1, 200, true",
        "?watch=true&resourceVersion=1, 403, false"
    })
    void aWatchHasBegunWhenItIsAnswered(String query, int code, boolean begun) {
        HttpRequest request = request(PROFILES + query);
        sieve.after(request, new Answer(request, code), sieve.consumer(reader, request));
        assertThat(passed).isEqualTo(begun ? List.of("") : List.of());
    }

    private static List<ByteBuffer> pieces(String... texts) {
        return List.of(texts).stream()
                .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static HttpRequest request(String uri) {
        return new Request(URI.create(uri));
    }

    private static final class Asked implements AsyncBody {

        private int times;

        @Override
        public void consume() {
            times++;
        }

        @Override
        public CompletableFuture<Void> done() {
            return new CompletableFuture<>();
        }

        @Override
        public void cancel() {}
    }

    private record Request(URI uri) implements HttpRequest {

        @Override
        public UUID id() {
            return UUID.randomUUID();
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String bodyString() {
            return "";
        }

        @Override
        public List<String> headers(String key) {
            return List.of();
        }

        @Override
        public Map<String, List<String>> headers() {
            return Map.of();
        }
    }

    private record Answer(HttpRequest request, int code) implements HttpResponse<String> {

        @Override
        public String body() {
            return "";
        }

        @Override
        public Optional<HttpResponse<?>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public List<String> headers(String key) {
            return List.of();
        }

        @Override
        public Map<String, List<String>> headers() {
            return Map.of();
        }
    }
}
