package dev.portcullis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.telemetry.RequestHead.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /livez HTTP/1.1\r\n\r\n",
                "GET /livez HTTP/1.0\n\n",
                "\r\nGET /livez?verbose=1 HTTP/1.1\r\nHost: 10.0.0.1:8081\r\nUser-Agent: kube-probe/1.37\r\n\r\n"
            })
    void aPathIsKnownOnceTheHeadIsWholeHoweverItArrives(String text) {
        Request get = new Request.Get("/livez");
        assertThat(take(new RequestHead(), text)).contains(get);

        RequestHead head = new RequestHead();
        for (char c : text.substring(0, text.length() - 1).toCharArray()) {
            assertThat(take(head, String.valueOf(c))).isEmpty();
        }
        assertThat(take(head, "\n")).contains(get);
    }

    @ParameterizedTest
    @CsvSource({
        "400, GET",
        "400, GET /livez",
        "400, GET livez HTTP/1.1",
        "400, GET /livez HTTP/1.1 more",
        "405, POST /livez HTTP/1.1",
        "405, HEAD /livez HTTP/1.1",
        "505, PRI /livez HTTP/2.0",
        "400, PRI * HTTP/2.0"
    })
    void requestsOtherThanGetAreRefused(int status, String line) {
        assertThat(take(new RequestHead(), line + "\r\n\r\n"))
                .get()
                .isInstanceOfSatisfying(Request.Refused.class, refused -> assertThat(refused.status())
                        .isEqualTo(status));
    }

    @Test
    void anEndlessLineIsRefusedBeforeItsEnd() {
        assertThat(take(new RequestHead(), "GET /" + "x".repeat(RequestHead.LONGEST_LINE - 5)))
                .isEmpty();
        assertThat(take(new RequestHead(), "GET /" + "x".repeat(RequestHead.LONGEST_LINE)))
                .contains(new Request.Refused(414, "URI Too Long"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y\r\n", "x", "\n ", "\r"})
    void anEndlessHeaderIsRefusedBeforeItsEnd(String part) {
        RequestHead head = new RequestHead();
        assertThat(take(head, "GET /livez HTTP/1.1\r\n")).isEmpty();
        assertThat(take(head, "A: b" + part.repeat(RequestHead.LONGEST)))
                .contains(new Request.Refused(431, "Request Header Fields Too Large"));
    }

    private static Optional<Request> take(RequestHead head, String text) {
        return head.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
