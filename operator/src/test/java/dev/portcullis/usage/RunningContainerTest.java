package dev.portcullis.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Subject;
import dev.portcullis.stream.JsonTokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningContainerTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void aContainersOwnChoiceComesBeforeItsPods() {
        List<RunningContainer> containers = read("""
                {"metadata": {"namespace": "shop", "name": "web-5d9c-x", "ownerReferences": [
                    {"kind": "Other", "name": "o"},
                    {"kind": "ReplicaSet", "name": "web-5d9c", "controller": true}]},
                 "spec": {"nodeName": "n1",
                   "securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "./portcullis//a.json"}},
                   "initContainers": [{"name": "proxy", "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}],
                   "containers": [{"name": "web", "securityContext": {"seccompProfile": null, "privileged": true}},
                                  {"name": "log", "securityContext": {"seccompProfile": {"type": "Unconfined"}}}],
                   "ephemeralContainers": [{"name": "debug"}]},
                 "status": {
                   "initContainerStatuses": [
                     {"name": "setup", "state": {"terminated": {"startedAt": "2026-11-29T11:00:00Z"}}},
                     {"name": "proxy", "state": {"running": {"startedAt": "2026-11-29T12:00:00Z"}}}],
                   "containerStatuses": [
                     {"name": "web", "restartCount": 3, "state": {"running": {"startedAt": "2026-11-29T12:00:01Z"}},
                      "lastState": {"terminated": {"startedAt": "2026-11-29T11:59:00Z"}}},
                     {"name": "log", "state": {"running": {"startedAt": "2026-11-29T12:00:02Z"}}}],
                   "ephemeralContainerStatuses": [
                     {"name": "debug", "state": {"running": {"startedAt": "2026-11-29T12:00:03Z"}}}]}}
                """);
        assertThat(containers).extracting(RunningContainer::container).containsExactly("proxy", "web", "log", "debug");
        assertThat(containers)
                .extracting(container -> container.seccomp().type())
                .containsExactly(
                        SeccompChoice.Type.RUNTIME_DEFAULT,
                        SeccompChoice.Type.LOCALHOST,
                        SeccompChoice.Type.UNCONFINED,
                        SeccompChoice.Type.LOCALHOST);
        RunningContainer web = containers.get(1);
        assertThat(web.startedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(web.lastStartedAt()).isEqualTo(NOON.minusSeconds(60));
        assertThat(web.restarts()).isEqualTo(3);
        assertThat(web.privileged()).isTrue();
        assertThat(web.owner()).isEqualTo(new RunningContainer.Owner("ReplicaSet", "web-5d9c"));
        assertThat(web.seccomp().names("portcullis/a.json")).isTrue();
        assertThat(web.seccomp().ours()).map(FilePath::subject).contains(Subject.profile("a"));
        assertThat(containers.get(3).privileged()).isFalse();
    }

    @Test
    void aStatusMayComeBeforeItsSpec() {
        List<RunningContainer> containers = read("""
                {"status": {"containerStatuses": [{"name": "c", "state": {"running": {"startedAt": "2026-11-29T12:00:00Z"}}}]},
                 "spec": {"containers": [{"name": "c", "securityContext": {"seccompProfile":
                     {"localhostProfile": "other/b.json", "type": "Localhost"}}}], "nodeName": "n1"},
                 "metadata": {"name": "p", "namespace": "shop"}}
                """);
        assertThat(containers).singleElement().satisfies(c -> {
            assertThat(c.seccomp().names("other/b.json")).isTrue();
            assertThat(c.seccomp().ours()).isEmpty();
            assertThat(c.owner()).isNull();
        });
    }

    @Test
    void aContainerThatCannotStartSaysWhy() {
        List<RunningContainer> containers = read("""
                {"metadata": {"name": "p", "namespace": "shop", "creationTimestamp": "2026-11-29T12:00:00Z"},
                 "spec": {"nodeName": "n1", "containers": [{"name": "c"}, {"name": "d"}]},
                 "status": {"containerStatuses": [
                   {"name": "c", "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "again"}}, "restartCount": 2},
                   {"name": "d", "state": {"terminated": {"startedAt": "2026-11-29T12:00:00Z"}}}]}}
                """);
        assertThat(containers).singleElement().satisfies(c -> {
            assertThat(c.runs()).isFalse();
            assertThat(c.seccomp()).isEqualTo(SeccompChoice.SILENT);
            assertThat(c.waiting()).isEqualTo(new RunningContainer.Waiting("CrashLoopBackOff", NOON));
        });
    }

    @Test
    void podsOfWindowsAndPodsWithoutANodeHaveNone() {
        String status = """
                "status": {"containerStatuses": [{"name": "c", "state": {"running": {"startedAt": "2026-11-29T12:00:00Z"}}}]}
                """;
        assertThat(read("{\"metadata\": {\"name\": \"p\", \"namespace\": \"n\"}, \"spec\": {\"nodeName\": \"n1\","
                        + " \"os\": {\"name\": \"windows\"}}, " + status + "}"))
                .isEmpty();
        assertThat(read("{\"metadata\": {\"name\": \"p\", \"namespace\": \"n\"}, \"spec\": {}, " + status + "}"))
                .isEmpty();
    }

    private static List<RunningContainer> read(String pod) {
        List<RunningContainer> containers = new ArrayList<>();
        try (JsonParser parser = JsonTokens.parser(new ByteArrayInputStream(pod.getBytes(StandardCharsets.UTF_8)))) {
            parser.nextToken();
            PodRun.read(parser, containers::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return containers;
    }
}
