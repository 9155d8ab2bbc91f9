package dev.portcullis.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.observation.ObservedContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStateTest {

    @Test
    void containerdTellsThePod() throws IOException {
        ProcessState state = state("""
                {"ociVersion": "1.0.2", "fds": ["seccompFd"], "pid": 7, "metadata": "{}", "state": {
                  "id": "c1", "status": "creating", "pid": 7, "annotations": {
                    "io.kubernetes.cri.container-name": "main",
                    "io.kubernetes.cri.container-type": "container",
                    "io.kubernetes.cri.image-name": "registry.example/cart:1",
                    "io.kubernetes.cri.sandbox-id": "s1",
                    "io.kubernetes.cri.sandbox-name": "cart-1",
                    "io.kubernetes.cri.sandbox-namespace": "shop"}}}""");
        assertThat(state)
                .isEqualTo(new ProcessState(
                        "{}",
                        0,
                        new ObservedContainer("s1", "shop", "cart-1", "main", "registry.example/cart:1", false)));
    }

    @Test
    void crioTellsThePod() throws IOException {
        ProcessState state = state("""
                {"fds": ["other", "seccompFd"], "metadata": "x", "state": {"id": "c1", "status": "running", "annotations": {
                    "io.kubernetes.container.name": "main",
                    "io.kubernetes.cri-o.ImageName": "registry.example/cart:1",
                    "io.kubernetes.cri-o.SandboxID": "s1",
                    "io.kubernetes.pod.name": "cart-1",
                    "io.kubernetes.pod.namespace": "shop"}}}""");
        assertThat(state)
                .isEqualTo(new ProcessState(
                        "x",
                        1,
                        new ObservedContainer("s1", "shop", "cart-1", "main", "registry.example/cart:1", true)));
    }

    @Test
    void withoutKubernetesTheIdIsKnown() throws IOException {
        assertThat(state("{\"fds\": [\"seccompFd\"], \"metadata\": \"\", \"state\": {\"id\": \"c1\"}}")
                        .container())
                .isEqualTo(new ObservedContainer("", "", "", "c1", "", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"fds\": []}",
                "{\"fds\": [\"seccompFd\"]}",
                "{\"fds\": [\"seccompFd\"], \"metadata\": 1}",
                "{\"fds\": {\"seccompFd\": 1}, \"metadata\": \"\"}",
                "{\"fds\": [\"seccompFd\"], \"metadata\": \"\", \"state\": {",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1"
            })
    void whatIsNoMessageIsRefused(String message) {
        assertThatThrownBy(() -> state(message)).isInstanceOf(IOException.class);
    }

    private static ProcessState state(String message) throws IOException {
        return ProcessState.of(message.getBytes(StandardCharsets.UTF_8));
    }
}
