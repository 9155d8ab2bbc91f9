package dev.portcullis.observer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.portcullis.observation.ObservedContainer;
import dev.portcullis.stream.JsonTokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime says of a process whose calls it hands over: the Container Process State of the OCI runtime specification
 * (config-linux.md, "seccomp"; the state itself in runtime.md).
 *
 * @param metadata the {@code listenerMetadata} of the process's seccomp document
 * @param listener which of the descriptors that came along is the listener's, counted from 0
 * @param container whose process it is
 */
record ProcessState(String metadata, int listener, ObservedContainer container) {

    /** The name of the listener's descriptor in {@code fds}. */
    private static final String LISTENER = "seccompFd";

    /** In the state of a container whose process is executed into it, not started with it. */
    private static final String RUNNING = "running";

    /** What containerd and CRI-O say of a container in its annotations (their pkg/annotations and internal/annotations). */
    private static final List<String> SANDBOX =
            List.of("io.kubernetes.cri.sandbox-id", "io.kubernetes.cri-o.SandboxID");

    private static final List<String> NAMESPACE =
            List.of("io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace");
    private static final List<String> POD = List.of("io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name");
    private static final List<String> CONTAINER =
            List.of("io.kubernetes.cri.container-name", "io.kubernetes.container.name");
    private static final List<String> IMAGE = List.of("io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName");

    private static final int MAX_DEPTH = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    /**
     * Reads a message.
     *
     * @throws IOException when it is none, with a message that says why
     */
    static ProcessState of(byte[] message) throws IOException {
        Message read = new Message();
        try (JsonParser parser = JSON.createParser(message)) {
            parser.nextToken();
            JsonTokens.fields(parser, read::field);
        }
        int listener = read.descriptors.indexOf(LISTENER);
        if (listener < 0) {
            throw new IOException("it names no " + LISTENER);
        }
        if (read.metadata == null) {
            throw new IOException("it has no listenerMetadata");
        }
        return new ProcessState(read.metadata, listener, container(read));
    }

    private static ObservedContainer container(Message read) {
        return new ObservedContainer(
                first(SANDBOX, read.annotations).orElse(""),
                first(NAMESPACE, read.annotations).orElse(""),
                first(POD, read.annotations).orElse(""),
                // Without Kubernetes, the ID is all there is.
                first(CONTAINER, read.annotations).orElse(read.id),
                first(IMAGE, read.annotations).orElse(""),
                read.status.equals(RUNNING));
    }

    private static Optional<String> first(List<String> keys, Map<String, String> annotations) {
        return keys.stream()
                .filter(annotations::containsKey)
                .map(annotations::get)
                .findFirst();
    }

    /** The parts of a message that count; others are skipped. */
    private static final class Message {

        private final List<String> descriptors = new ArrayList<>();
        private @Nullable String metadata;
        private String id = "";
        private String status = "";
        private final Map<String, String> annotations = new TreeMap<>();

        void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "fds" -> JsonTokens.elements(value, one -> descriptors.add(String.valueOf(JsonTokens.text(one))));
                case "metadata" -> metadata = JsonTokens.text(value);
                case "state" -> JsonTokens.fields(value, this::state);
                default -> {}
            }
        }

        private void state(String name, JsonParser value) throws IOException {
            switch (name) {
                case "id" -> id = String.valueOf(JsonTokens.text(value));
                case "status" -> status = String.valueOf(JsonTokens.text(value));
                case "annotations" -> annotations.putAll(JsonTokens.texts(value));
                default -> {}
            }
        }
    }
}
