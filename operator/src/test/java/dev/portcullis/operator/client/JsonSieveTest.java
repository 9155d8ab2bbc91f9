package dev.portcullis.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.rendition.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSieveTest {

    private static final String LIST = """
            {"kind": "SeccompProfileList", "metadata": {"resourceVersion": "7", "continue": "next", "selfLink": ""},
             "items": [
               {"metadata": {"name": "a", "labels": {"x": "é"}, "managedFields": [{"f": {"deep": [1, {}]}}], "generation": 3},
                "spec": {"syscalls": [{"names": ["read"], "args": [{"value": 18446744073709551615}]}], "baseProfiles": ["b"],
                         "defaultAction": "SCMP_ACT_ERRNO", "listenerMetadata": "{\\"}"},
                "status": {"warnings": ["é is not ASCII"], "syscalls": 1, "ratio": 1.50}},
               {"metadata": {"name": "b", "annotations": {"note": "long", "portcullis.dev/approve": "2/1"}}, "spec": {"syscalls": null}}]}""";

    private static final String SIEVED = "{\"kind\":\"SeccompProfileList\",\"metadata\":{\"resourceVersion\":\"7\","
            + "\"continue\":\"next\"},\"items\":[{\"metadata\":{\"name\":\"a\",\"generation\":3},"
            + "\"spec\":{\"baseProfiles\":[\"b\"],\"defaultAction\":\"SCMP_ACT_ERRNO\"},"
            + "\"status\":{\"warnings\":[\"é is not ASCII\"],\"syscalls\":1,\"ratio\":1.50}},"
            + "{\"metadata\":{\"name\":\"b\",\"annotations\":{\"portcullis.dev/approve\":\"2/1\"}},\"spec\":{}}]}\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void onlyTheSmallPartsOfProfilesPassHoweverTheTextIsCut(int size) {
        assertThat(sieved("/apis/portcullis.dev/v1/seccompprofiles", LIST, size))
                .isEqualTo(SIEVED);
    }

    @Test
    void everyEventOfAWatchIsALine() {
        String event = "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"},\"spec\":{\"syscalls\":[1,2]}}}";
        assertThat(sieved("/apis/portcullis.dev/v1/seccompprofiles", event + event + "\n" + event, 5))
                .isEqualTo("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"},\"spec\":{}}}\n".repeat(3));
    }

    @Test
    void aDocumentPassesAsItsDigestAndNobodyCanPretendToBeOne() {
        String pretended = "sha256:" + Digest.sha256("x");
        String configMap =
                "{\"metadata\":{\"name\":\"n\",\"labels\":{\"data\":\"kept\"}},\"data\":{\"a\":\"{\\\"ü\\\": 1}\\n\",\"b\":\""
                        + pretended + "\",\"c\":null},\"binaryData\":{\"d\":\"AA==\"}}";
        assertThat(sieved("/api/v1/namespaces/portcullis-system/configmaps/n", configMap, 4))
                .isEqualTo("{\"metadata\":{\"name\":\"n\",\"labels\":{\"data\":\"kept\"}},\"data\":{\"a\":\"sha256:"
                        + Digest.sha256("{\"ü\": 1}\n") + "\",\"b\":\"sha256:" + Digest.sha256(pretended) + "\"}}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "a\\nb\\t\\\"\\\\\\/\\r\\b\\f",
                "\\u00e9\\u003c",
                "é€",
                "\\ud83d\\ude00 😀",
                "\\ud83d",
                "\\ud83dx\\ud83d\\n\\ude00"
            })
    void aDigestIsThatOfWhatTheTextSays(String written) throws JsonProcessingException {
        String text = new ObjectMapper().readValue("\"" + written + "\"", String.class);
        for (int size : new int[] {1, 3, 1000}) {
            assertThat(sieved("/api/v1/namespaces/n/configmaps", "{\"data\": {\"a\": \"" + written + "\"}}", size))
                    .isEqualTo("{\"data\":{\"a\":\"sha256:" + Digest.sha256(text) + "\"}}\n");
        }
    }

    @Test
    void longDocumentsHaveTheRightDigestToo() {
        String text = "0123456789".repeat(100_000);
        assertThat(sieved("/api/v1/namespaces/n/configmaps", "{\"data\":{\"a\":\"" + text + "\"}}", 4099))
                .contains(Digest.sha256(text));
    }

    @Test
    void aPolicyKeepsItsSpecAndAFailureItsWords() {
        String policy =
                "{\"metadata\":{\"name\":\"p\",\"labels\":{}},\"spec\":{\"podSelector\":{\"matchLabels\":{\"a\":\"b\"}}}}";
        assertThat(sieved("/apis/portcullis.dev/v1/capabilitypolicies/p/status", policy, 9))
                .isEqualTo(
                        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"podSelector\":{\"matchLabels\":{\"a\":\"b\"}}}}\n");
        String failure =
                "{\"kind\":\"Status\",\"metadata\":{},\"message\":\"no\",\"details\":{\"name\":\"x\"},\"code\":409}";
        assertThat(sieved("/apis/portcullis.dev/v1/seccompprofiles/x", failure, 9))
                .isEqualTo(failure + "\n");
    }

    @Test
    void otherObjectsAreLeftAlone() {
        assertThat(SievedReads.rule("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies"))
                .isEmpty();
        assertThat(SievedReads.rule("/api/v1/pods")).isEmpty();
        // A server may stand behind a path of its own.
        assertThat(SievedReads.rule("/k8s/clusters/c-1/apis/portcullis.dev/v1/seccompprofiles"))
                .isPresent();
    }

    private static String sieved(String path, String text, int size) {
        JsonSieve sieve = new JsonSieve(SievedReads.rule(path).orElseThrow());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder passed = new StringBuilder();
        for (int at = 0; at < bytes.length; at += size) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
            passed.append(new String(sieve.pass(ByteBuffer.wrap(piece)), StandardCharsets.UTF_8));
        }
        assertThat(List.of(passed.toString().split("\n"))).isNotEmpty();
        return passed.toString();
    }
}
