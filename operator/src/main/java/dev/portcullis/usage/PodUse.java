package dev.portcullis.usage;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.JsonTokens;
import java.io.IOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pod of a list, reduced to the seccomp files that it names.
 *
 * @param name {@code NAMESPACE/NAME}
 * @param node the node that it is on; null when it has none yet
 * @param localhostProfiles every one that it names, as written; none on Windows, which has no seccomp
 */
record PodUse(String name, @Nullable String node, Set<String> localhostProfiles) {

    /**
     * Reads the pod at which the parser stands.
     *
     * @param concerned selects the files to keep
     */
    static PodUse read(JsonParser pod, Predicate<String> concerned) throws IOException {
        Reading reading = new Reading(concerned);
        JsonTokens.fields(pod, (field, value) -> {
            switch (field) {
                case "metadata" -> JsonTokens.fields(value, reading::metadata);
                case "spec" -> JsonTokens.fields(value, reading::spec);
                default -> {}
            }
        });
        return reading.done();
    }

    /** The fields read so far; they may come in any order. */
    private static final class Reading {

        private final Predicate<String> concerned;
        private final Set<String> files = new HashSet<>();
        private @Nullable String namespace;
        private @Nullable String name;
        private @Nullable String node;
        private @Nullable String system;

        Reading(Predicate<String> concerned) {
            this.concerned = concerned;
        }

        void metadata(String field, JsonParser value) throws IOException {
            switch (field) {
                case "namespace" -> namespace = JsonTokens.text(value);
                case "name" -> name = JsonTokens.text(value);
                default -> {}
            }
        }

        void spec(String field, JsonParser value) throws IOException {
            switch (field) {
                case "os" ->
                    JsonTokens.fields(value, (of, text) -> system = of.equals("name") ? JsonTokens.text(text) : system);
                case "nodeName" -> node = JsonTokens.text(value);
                case "securityContext" -> JsonTokens.fields(value, this::securityContext);
                case "initContainers", "containers", "ephemeralContainers" ->
                    JsonTokens.elements(value, container -> JsonTokens.fields(container, this::container));
                default -> {}
            }
        }

        private void container(String field, JsonParser value) throws IOException {
            if (field.equals("securityContext")) {
                JsonTokens.fields(value, this::securityContext);
            }
        }

        private void securityContext(String field, JsonParser value) throws IOException {
            if (!field.equals("seccompProfile")) {
                return;
            }
            Choice choice = new Choice();
            JsonTokens.fields(value, choice::field);
            if ("Localhost".equals(choice.type) && choice.file != null && concerned.test(choice.file)) {
                files.add(choice.file);
            }
        }

        PodUse done() throws IOException {
            if (namespace == null || name == null) {
                throw new IOException("a pod without a name");
            }
            return new PodUse(namespace + "/" + name, node, Objects.equals(system, "windows") ? Set.of() : files);
        }
    }

    private static final class Choice {

        private @Nullable String type;
        private @Nullable String file;

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "type" -> type = JsonTokens.text(value);
                case "localhostProfile" -> file = JsonTokens.text(value);
                default -> {}
            }
        }
    }
}
