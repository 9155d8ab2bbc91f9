package dev.portcullis.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that describes another operator. */
class ParametersTest {

    private static final String PEER = """
            name: peer
            start: ./start
            stop: ./stop
            file: /nodes/{node}/{name}.json
            object: |
              apiVersion: example.com/v1
              kind: Profile
              metadata: {name: "{name}", namespace: somewhere}
              spec: {names: {syscalls}}
            ready: {status.state: Installed}
            """;

    private static final String OBJECT = """
            {"metadata": {"generation": 3}, "status": {"state": "Installed", "count": 2, "conditions": [
              {"type": "Other", "status": "False"}, {"type": "Ready", "status": "True", "observedGeneration": 3}]}}""";

    @Test
    void aFileSaysEverything() throws JsonProcessingException {
        Parameters peer = Parameters.parse(PEER);
        assertThat(peer.name()).isEqualTo("peer");
        assertThat(peer.commands()).isEqualTo(Map.of("start", "./start", "stop", "./stop"));
        assertThat(peer.command("start")).isEqualTo("./start");
        assertThat(peer.file(2, "web")).isEqualTo(Path.of("/nodes/2/web.json"));
        ObjectNode manifest = peer.manifest("web", List.of("read", "write"));
        assertThat(manifest.at("/metadata/name").asText()).isEqualTo("web");
        assertThat(manifest.at("/spec/names")).extracting(JsonNode::asText).containsExactly("read", "write");
    }

    @Test
    void aCommandThatIsMissingIsNamed() throws JsonProcessingException {
        Parameters peer = Parameters.parse(PEER);
        assertThatThrownBy(() -> peer.command("agent-pids")).hasMessage("peer has no command 'agent-pids'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "object", "file", "ready"})
    void aMemberThatIsMissingIsNamed(String member) {
        String without = PEER.replaceAll("(?ms)^" + member + ":.*?(?=^\\S|\\z)", "");
        assertThatThrownBy(() -> Parameters.parse(without)).hasMessageStartingWith(member + " is missing");
    }

    @Test
    void aMemberThatNobodyReadsIsRefused() {
        assertThatThrownBy(() -> Parameters.parse(PEER + "begin: ./start\n")).hasMessage("unknown: begin");
    }

    @ParameterizedTest
    @CsvSource({
        "status.state, Installed, true",
        "status.state, Pending, false",
        "status.count, 2, true",
        "status.conditions[type=Ready].status, True, true",
        "status.conditions[type=Other].status, True, false",
        "status.conditions[type=None].status, True, false",
        "status.conditions[type=Ready].observedGeneration, {generation}, true",
        "status.count, {generation}, false",
        "status.absent, {generation}, false"
    })
    void anObjectIsReadyWhenItsMembersAre(String path, String value, boolean isReady) throws JsonProcessingException {
        ReadyExpression ready = new ReadyExpression(Map.of(path, value));
        assertThat(ready.holds(new ObjectMapper().readTree(OBJECT))).isEqualTo(isReady);
    }

    @Test
    void everyMemberMustHold() throws JsonProcessingException {
        ReadyExpression ready = new ReadyExpression(Map.of("status.state", "Installed", "status.count", "3"));
        assertThat(ready.holds(new ObjectMapper().readTree(OBJECT))).isFalse();
        assertThat(ready.tellsGenerations()).isFalse();
        assertThat(new ReadyExpression(Map.of("status.seen", ReadyExpression.GENERATION)).tellsGenerations())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec.state",
                "status",
                "status.",
                "status..state",
                ".status.state",
                "status.list[0]",
                "status.a b"
            })
    void aPathThatIsNoneIsRefused(String path) {
        assertThatThrownBy(() -> new ReadyExpression(Map.of(path, "x")))
                .hasMessageContaining("'" + path + "' is no path");
    }

    @Test
    void requestsThatOnlyRenewAreNotNeedless() {
        ApiServerUse use = ApiServerUse.parse("""
                # TYPE apiserver_request_total counter
                apiserver_request_total{code="201",component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="POST",version="v1"} 7
                apiserver_request_total{code="200",component="apiserver",dry_run="",group="coordination.k8s.io",resource="leases",scope="resource",subresource="",verb="PUT",version="v1"} 100
                apiserver_request_total{code="200",component="apiserver",dry_run="",group="example.com",resource="profiles",scope="resource",subresource="status",verb="APPLY",version="v1"} 3
                apiserver_request_total{code="0",component="apiserver",dry_run="",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"} 20
                apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="pods",scope="cluster",subresource="",verb="LIST",version="v1"} 5
                apiserver_request_total{code="201",component="apiserver",dry_run="",group="authentication.k8s.io",resource="tokenreviews",scope="resource",subresource="",verb="POST",version="v1"} 9
                apiserver_request_total{code="201",component="apiserver",dry_run="",group="",resource="serviceaccounts",scope="resource",subresource="token",verb="POST",version="v1"} 2
                process_cpu_seconds_total 12.5
                """);
        assertThat(use).isEqualTo(new ApiServerUse(10, 146, 26, 12.5));
        assertThat(use.since(new ApiServerUse(4, 100, 20, 2.5))).isEqualTo(new ApiServerUse(6, 46, 6, 10));
    }
}
