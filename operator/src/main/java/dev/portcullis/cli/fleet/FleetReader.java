package dev.portcullis.cli.fleet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.api.NodeSyncSpec;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Subject;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ItemList;
import dev.portcullis.stream.JsonTokens;
import dev.portcullis.wording.EditDistance;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects of ours as the API server sends them, and of each no more than a {@link FleetObject} or {@link FleetNode}
 * holds.
 *
 * @param answers sends the requests
 */
public record FleetReader(Answers answers) {

    private static final String GROUP = "apis/portcullis.dev/v1/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_RESTARTS = 3;

    /** Where the objects of a kind are, as in the API server's paths. */
    public static String plural(Kind kind) {
        return switch (kind) {
            case SECCOMP_PROFILE -> "seccompprofiles";
            case CAPABILITY_POLICY -> "capabilitypolicies";
            case SYSCALL_BLOCK -> "syscallblocks";
            case PROFILE_OBSERVATION -> "profileobservations";
        };
    }

    /** Objects, and the revision at which they were so. */
    public record Listing(List<FleetObject> objects, long revision) {}

    /** All objects of a kind. */
    public Listing objects(Kind kind) {
        return listed(plural(kind), Map.of(), item -> object(kind, item));
    }

    private Listing listed(String path, Map<String, String> parameters, Answers.ObjectReader<FleetObject> reader) {
        List<FleetObject> objects = new ArrayList<>();
        long revision = list(GROUP + path, parameters, objects, reader);
        return new Listing(List.copyOf(objects), revision);
    }

    /** One object, if there is such a one. */
    public Optional<FleetObject> object(Subject subject) {
        return answers.find(
                GROUP + plural(subject.kind()) + "/" + subject.name(), object -> object(subject.kind(), object));
    }

    /** The one object of this name, as a list. */
    public Listing only(Subject subject) {
        return listed(
                plural(subject.kind()),
                Map.of("fieldSelector", "metadata.name=" + subject.name()),
                item -> object(subject.kind(), item));
    }

    /** The words for an object that is not there, with the one that was probably meant. */
    public ClusterException missing(Subject subject) {
        return new ClusterException("there is no " + subject
                + EditDistance.hint(subject.name(), Set.copyOf(names(GROUP + plural(subject.kind()))))
                        .orElse(""));
    }

    /** The reports of all nodes. */
    public List<FleetNode> nodes() {
        List<FleetNode> nodes = new ArrayList<>();
        list(GROUP + "nodesyncs", Map.of(), nodes, FleetReader::node);
        return List.copyOf(nodes);
    }

    /** The report of one node, if it has any. */
    public Optional<FleetNode> node(String name) {
        return answers.find(GROUP + "nodesyncs/" + name, FleetReader::node);
    }

    /** The agents' pods in a namespace, or another component's. */
    public List<AgentState> pods(String namespace, String component) {
        List<AgentState> pods = new ArrayList<>();
        list(
                "api/v1/namespaces/" + namespace + "/pods",
                Map.of("labelSelector", "app.kubernetes.io/component=" + component),
                pods,
                AgentPodReader::read);
        return List.copyOf(pods);
    }

    /** The names of all objects in a collection. */
    public List<String> names(String path) {
        List<String> names = new ArrayList<>();
        list(path, Map.of(), names, item -> metadata(item).name);
        return List.copyOf(names);
    }

    /** A list that takes too long begins again; what it has brought so far is dropped. */
    private <T> long list(
            String path, Map<String, String> parameters, List<T> into, Answers.ObjectReader<? extends T> reader) {
        for (int restarts = 0; ; restarts++) {
            try {
                into.clear();
                return new ItemList(answers, path, parameters).read(item -> into.add(reader.read(item)), () -> {});
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_GONE || restarts == MAX_RESTARTS) {
                    throw e;
                }
            }
        }
    }

    /** The object of this kind at which the parser stands. */
    static FleetObject object(Kind kind, JsonParser object) throws IOException {
        ObjectReading reading = new ObjectReading(kind);
        JsonTokens.fields(object, reading::field);
        return reading.done();
    }

    private static final class ObjectReading {

        private final Kind kind;
        private Metadata metadata = new Metadata();
        private NodeSelector selector = NodeSelector.EVERY;
        private RenditionStatus status;

        ObjectReading(Kind kind) {
            this.kind = kind;
            this.status = switch (kind) {
                case SECCOMP_PROFILE -> SeccompProfileStatus.EMPTY;
                case CAPABILITY_POLICY -> CapabilityPolicyStatus.EMPTY;
                case SYSCALL_BLOCK -> SyscallBlockStatus.EMPTY;
                case PROFILE_OBSERVATION -> ProfileObservationStatus.EMPTY;
            };
        }

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "metadata" -> JsonTokens.fields(value, metadata::field);
                case "spec" ->
                    JsonTokens.fields(value, (of, about) -> {
                        if (of.equals("nodeSelector")) {
                            selector = selector(JSON.readValue(about, LabelSelector.class));
                        }
                    });
                case "status" ->
                    status = switch (kind) {
                        case SECCOMP_PROFILE -> JSON.readValue(value, SeccompProfileStatus.class);
                        case CAPABILITY_POLICY -> JSON.readValue(value, CapabilityPolicyStatus.class);
                        case SYSCALL_BLOCK -> JSON.readValue(value, SyscallBlockStatus.class);
                        case PROFILE_OBSERVATION -> JSON.readValue(value, ProfileObservationStatus.class);
                    };
                default -> {}
            }
        }

        FleetObject done() {
            return new FleetObject(
                    new Subject(kind, metadata.name),
                    metadata.version,
                    metadata.generation,
                    metadata.deleted,
                    selector,
                    status);
        }

        /** One that is wrong selects nothing, and the object's status says so. */
        private static NodeSelector selector(@Nullable LabelSelector selector) {
            try {
                return NodeSelector.of(selector);
            } catch (IllegalArgumentException e) {
                return NodeSelector.EVERY;
            }
        }
    }

    private static FleetNode node(JsonParser object) throws IOException {
        Metadata metadata = new Metadata();
        NodeSyncSpec[] spec = {null};
        NodeSyncStatus[] status = {null};
        JsonTokens.fields(object, (field, value) -> {
            switch (field) {
                case "metadata" -> JsonTokens.fields(value, metadata::field);
                case "spec" -> spec[0] = JSON.readValue(value, NodeSyncSpec.class);
                case "status" -> status[0] = JSON.readValue(value, NodeSyncStatus.class);
                default -> {}
            }
        });
        NodeLabels labels =
                spec[0] == null ? NodeLabels.UNKNOWN : new NodeLabels(spec[0].labels(), Set.copyOf(spec[0].missing()));
        return new FleetNode(metadata.name, metadata.created, labels, status[0]);
    }

    private static Metadata metadata(JsonParser object) throws IOException {
        Metadata metadata = new Metadata();
        JsonTokens.fields(object, (field, value) -> {
            if (field.equals("metadata")) {
                JsonTokens.fields(value, metadata::field);
            }
        });
        return metadata;
    }

    private static final class Metadata {

        private String name = "";
        private long version;
        private long generation;
        private boolean deleted;
        private @Nullable Instant created;

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "name" -> name = Objects.requireNonNullElse(JsonTokens.text(value), "");
                case "resourceVersion" ->
                    version = Long.parseLong(Objects.requireNonNullElse(JsonTokens.text(value), "0"));
                case "generation" -> generation = value.getValueAsLong();
                case "deletionTimestamp" -> deleted = JsonTokens.text(value) != null;
                case "creationTimestamp" -> created = time(JsonTokens.text(value));
                default -> {}
            }
        }
    }

    static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
