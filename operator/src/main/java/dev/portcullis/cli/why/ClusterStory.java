package dev.portcullis.cli.why;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.fleet.AgentState;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.FleetReader;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.stream.ItemList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is to be known of pods and of what makes them.
 *
 * @param cluster where they are
 * @param namespace theirs
 * @param system where our agents run
 */
record ClusterStory(ConnectedCluster cluster, String namespace, String system) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PODS = 3;

    /** The pod of this name, if there is one. */
    Optional<Answer> pod(String name) {
        return get("pods", "api/v1/namespaces/" + namespace + "/pods/" + name).map(this::pod);
    }

    /** What makes pods under this name, if there is one. */
    Optional<Answer> owner(OwnerKind kind, String name) {
        return get(kind.plural(), kind.path(namespace) + "/" + name).map(object -> owner(kind, object));
    }

    private Answer pod(JsonNode json) {
        PodStory pod = PodStory.of(json);
        String subject = "pod " + pod.namespace() + "/" + pod.name()
                + (pod.node() == null ? ", on no node yet" : " on node " + pod.node()) + ": " + pod.phase();
        return new Answer(subject, pod.isWell(), PodDiagnosis.facts(pod), PodDiagnosis.of(pod, surroundings(pod)));
    }

    private Surroundings surroundings(PodStory pod) {
        FleetReader reader = new FleetReader(cluster.answers());
        Map<Subject, FleetObject> objects = new HashMap<>();
        for (FilePath file : PodDiagnosis.files(pod)) {
            Subject subject = file.subject();
            cluster.read("get " + FleetReader.plural(subject.kind()), answers -> reader.object(subject))
                    .ifPresent(object -> objects.put(subject, object));
        }
        boolean needsNames = pod.containers().stream().anyMatch(one -> one.localhostProfile() != null);
        List<String> names = needsNames
                ? cluster.read(
                        "list seccompprofiles",
                        answers -> reader.names("apis/portcullis.dev/v1/" + FleetReader.plural(Kind.SECCOMP_PROFILE)))
                : List.of();
        String node = pod.node();
        FleetNode report = node == null
                ? null
                : cluster.read("get nodesyncs", answers -> reader.node(node)).orElse(null);
        return new Surroundings(objects, names, report, node == null ? null : agent(reader, node));
    }

    /** Whoever owns the pod need not have rights in the agents' namespace. */
    private @Nullable AgentState agent(FleetReader reader, String node) {
        try {
            return reader.pods(system, "agent").stream()
                    .filter(agent -> node.equals(agent.node()))
                    .findFirst()
                    .orElse(null);
        } catch (KubernetesClientException e) {
            return null;
        }
    }

    private Answer owner(OwnerKind kind, JsonNode object) {
        String name = object.at("/metadata/name").asText();
        List<Owned> owners = new ArrayList<>(List.of(new Owned(kind, object)));
        kind.below().ifPresent(below -> list(below.plural(), below.path(namespace), Map.of()).stream()
                .filter(one -> isOwned(one, List.of(owners.getFirst())))
                .forEach(one -> owners.add(new Owned(below, one))));
        List<String> messages = new ArrayList<>();
        for (Owned owner : owners) {
            if (owner.kind().lacksPods(owner.object())) {
                messages.addAll(failures(owner.object()));
                messages.addAll(events(owner));
            }
        }
        String words = kind.label() + " " + namespace + "/" + name;
        List<Hindrance> refusals = Refusals.of(words, messages);
        Answer answer = new Answer(words, refusals.isEmpty() && !kind.lacksPods(object), List.of(), refusals);
        List<JsonNode> pods = list("pods", "api/v1/namespaces/" + namespace + "/pods", Map.of()).stream()
                .filter(pod -> isOwned(pod, owners))
                .filter(pod -> !PodStory.of(pod).isWell())
                .limit(MOST_PODS)
                .toList();
        for (JsonNode pod : pods) {
            answer = answer.with(pod(pod));
        }
        return answer;
    }

    private record Owned(OwnerKind kind, JsonNode object) {}

    private static boolean isOwned(JsonNode object, List<Owned> owners) {
        return PodStory.elements(object.at("/metadata/ownerReferences"))
                .anyMatch(reference -> owners.stream().anyMatch(owner -> owner.object()
                        .at("/metadata/uid")
                        .asText()
                        .equals(reference.path("uid").asText())));
    }

    /** Events are gone after an hour; a ReplicaSet's and a Deployment's condition stays. */
    private static List<String> failures(JsonNode object) {
        return PodStory.elements(object.at("/status/conditions"))
                .filter(condition -> condition.path("type").asText().equals("ReplicaFailure"))
                .filter(condition -> condition.path("status").asText().equals("True"))
                .map(condition -> told(condition.path("message").asText()))
                .toList();
    }

    private List<String> events(Owned owner) {
        String selector = "involvedObject.kind=" + owner.kind().label() + ",involvedObject.name="
                + owner.object().at("/metadata/name").asText();
        return list("events", "api/v1/namespaces/" + namespace + "/events", Map.of("fieldSelector", selector)).stream()
                .filter(event -> event.path("reason").asText().equals("FailedCreate"))
                .map(event -> told(event.path("message").asText()))
                .toList();
    }

    /** Without the pod's name, which is another one each time. */
    private static String told(String message) {
        return message.replaceFirst("pods \"[^\"]*\"", "pods");
    }

    private Optional<JsonNode> get(String plural, String path) {
        return cluster.read(
                "get " + plural + " in the namespace " + namespace, answers -> answers.find(path, ClusterStory::tree));
    }

    private List<JsonNode> list(String plural, String path, Map<String, String> parameters) {
        List<JsonNode> items = new ArrayList<>();
        cluster.read(
                "list " + plural + " in the namespace " + namespace,
                answers -> new ItemList(answers, path, parameters).read(item -> items.add(tree(item)), () -> {}));
        return items;
    }

    private static JsonNode tree(JsonParser parser) throws IOException {
        return Objects.requireNonNull(JSON.<JsonNode>readTree(parser));
    }

    /** The words for a name that nothing has. */
    ClusterException nothing(String word) {
        return new ClusterException("there is no pod " + word + " in the namespace " + namespace
                + ", and nothing of that name that makes pods; --namespace chooses another");
    }
}
