package dev.portcullis.cli.doctor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.doctor.Examination.Part;
import dev.portcullis.cli.doctor.Examination.Refusal;
import dev.portcullis.cli.doctor.Examination.Right;
import dev.portcullis.cli.doctor.Examination.Term;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.cli.fleet.FleetReader;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.Body;
import dev.portcullis.stream.ItemList;
import dev.portcullis.stream.JsonTokens;
import dev.portcullis.telemetry.Version;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads what there is to see of an installation, all at once; what may not be read is told, and nothing is written. */
final class ClusterExamination {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMISSION = "apis/admissionregistration.k8s.io/v1";

    /** The rights that commands need, beside those without which nothing is listed at all. */
    private static final List<Asked> ASKED = List.of(
            new Asked("watch", "portcullis.dev", "seccompprofiles", false, "rollout status"),
            new Asked("list", "", "pods", false, "pods, exposed and purge"),
            new Asked("list", "", "pods", true, "status"),
            new Asked("list", "", "configmaps", true, "exposed"),
            new Asked("list", "", "nodes", false, "doctor"));

    /** A right that is asked about; of all namespaces, or of that of operator and agents. */
    private record Asked(String verb, String group, String resource, boolean system, String purpose) {}

    private final ConnectedCluster cluster;
    private final Answers answers;
    private final String namespace;

    private ClusterExamination(ConnectedCluster cluster, String namespace) {
        this.cluster = cluster;
        this.answers = cluster.answers();
        this.namespace = namespace;
    }

    /**
     * Examines it.
     *
     * @throws ClusterException when the API server cannot be reached, or does not accept the credentials
     */
    static Examination of(ConnectedCluster cluster, String namespace) {
        ClusterExamination examination = new ClusterExamination(cluster, namespace);
        Look<Duration> ahead = examination.clockAhead();
        try (ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor()) {
            // Alone, and over a connection that is there: only then the time that it takes tells of the API server.
            Instant before = Instant.now();
            Look<String> version = got(look(
                    looks, () -> examination.tree("version").path("gitVersion").asText()));
            return examination.of(looks, ahead, version, Duration.between(before, Instant.now()));
        }
    }

    private Examination of(ExecutorService looks, Look<Duration> ahead, Look<String> version, Duration answerTook) {
        Instant now = Instant.now().minus(ahead.value().orElse(Duration.ZERO));
        Future<Look<Set<String>>> kinds = look(looks, () -> resources("apis/portcullis.dev/v1"));
        Future<Look<Set<String>>> admissionKinds = look(looks, () -> resources(ADMISSION));
        Future<Look<Set<String>>> peerKinds = look(looks, this::peerKinds);
        Future<Look<Optional<Part>>> operator =
                look(looks, () -> part("deployments", "operator", "replicas", "readyReplicas"));
        Future<Look<Optional<Part>>> agents =
                look(looks, () -> part("daemonsets", "agent", "desiredNumberScheduled", "numberReady"));
        Future<Look<Optional<Term>>> leader = look(looks, this::term);
        Future<Look<List<String>>> nodes = look(looks, this::nodes);
        Future<Look<Map<String, Instant>>> heartbeats = look(looks, this::heartbeats);
        Future<Look<List<String>>> policies =
                look(looks, () -> new FleetReader(answers).names(ADMISSION + "/validatingadmissionpolicies"));
        Future<Look<List<String>>> bindings = look(looks, this::boundPolicies);
        Future<List<Right>> rights = looks.submit(this::missingRights);
        Future<Look<List<Refusal>>> refusals = look(looks, () -> refusals(now));
        Future<Look<Fleet>> fleet = look(looks, () -> Fleet.read(cluster, namespace));
        ProgramRights programs = new ProgramRights(
                namespace,
                account(got(operator), ProgramRights.OPERATOR),
                account(got(agents), ProgramRights.AGENT),
                got(operator)
                        .value()
                        .flatMap(found -> found)
                        .map(Part::settings)
                        .orElse(Map.of()));
        Future<Look<List<Right>>> programRights = look(looks, () -> programs.missing(this::allows));
        return new Examination(
                Version.current(),
                namespace,
                now,
                version,
                answerTook,
                ahead,
                got(kinds),
                got(admissionKinds),
                got(peerKinds),
                got(operator),
                got(agents),
                got(leader),
                got(nodes),
                got(heartbeats),
                got(policies),
                got(bindings),
                got(rights),
                got(programRights),
                got(refusals),
                orNull(got(fleet)));
    }

    private static @Nullable Fleet orNull(Look<Fleet> fleet) {
        return fleet.value().orElse(null);
    }

    /** Starts a look; a refusal is an answer. */
    private static <T> Future<Look<T>> look(ExecutorService looks, Callable<T> look) {
        return looks.submit(() -> {
            try {
                return new Look.Read<>(look.call());
            } catch (KubernetesClientException | ClusterException | IOException | UncheckedIOException e) {
                return new Look.Refused<>(words(e));
            }
        });
    }

    private static String words(Exception e) {
        return e instanceof KubernetesClientException refused && refused.getStatus() != null
                ? refused.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }

    private static <T> T got(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Asks first of all, alone: whoever cannot be reached answers nothing else. */
    private Look<Duration> clockAhead() {
        Instant before = Instant.now();
        Optional<Instant> told = cluster.read("get the version", Answers::clock);
        Duration round = Duration.between(before, Instant.now());
        return told.<Look<Duration>>map(time -> new Look.Read<>(ahead(before.plus(round.dividedBy(2)), time)))
                .orElseGet(() -> new Look.Refused<>("the API server does not tell its time"));
    }

    /** The header has whole seconds, so up to one of the difference is none. */
    private static Duration ahead(Instant here, Instant there) {
        Duration ahead = Duration.between(there, here);
        return !ahead.isNegative() && ahead.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ZERO : ahead;
    }

    private JsonNode tree(String path) throws IOException {
        return answers.find(path, ClusterExamination::tree).orElseGet(JSON::missingNode);
    }

    private static JsonNode tree(JsonParser parser) throws IOException {
        JsonNode tree = JSON.readTree(parser);
        return tree == null ? JSON.missingNode() : tree;
    }

    /** The plurals of a group's kinds; none of a group that is not there. */
    private Set<String> resources(String group) throws IOException {
        Set<String> names = new TreeSet<>();
        tree(group)
                .path("resources")
                .forEach(resource -> names.add(resource.path("name").asText()));
        return names;
    }

    /** Those of its releases since 2026, and of the ones before. */
    private Set<String> peerKinds() throws IOException {
        Set<String> kinds = resources("apis/" + Checkup.PEER_GROUP + "/v1");
        kinds.addAll(resources("apis/" + Checkup.PEER_GROUP + "/v1beta1"));
        return kinds;
    }

    /** By its label, since the chart's nameOverride changes names. */
    private Optional<Part> part(String plural, String component, String wanted, String ready) {
        List<Part> parts = new ArrayList<>();
        new ItemList(
                        answers,
                        "apis/apps/v1/namespaces/" + namespace + "/" + plural,
                        Map.of("labelSelector", "app.kubernetes.io/component=" + component))
                .read(item -> parts.add(part(tree(item), wanted, ready)), () -> {});
        return parts.stream().findFirst();
    }

    private static Part part(JsonNode part, String wanted, String ready) {
        return new Part(
                part.at("/metadata/name").asText(),
                part.path("spec")
                        .path(wanted)
                        .asInt(part.path("status").path(wanted).asInt()),
                part.path("status").path(ready).asInt(),
                part.at("/spec/template/spec/containers/0/image").asText(),
                part.at("/spec/template/spec/serviceAccountName").asText(),
                settings(part.at("/spec/template/spec/containers/0/env")));
    }

    private static Map<String, String> settings(JsonNode environment) {
        Map<String, String> settings = new TreeMap<>();
        environment.forEach(variable -> settings.put(
                variable.path("name").asText(), variable.path("value").asText()));
        return settings;
    }

    private static String account(Look<Optional<Part>> part, String usual) {
        return part.value()
                .flatMap(found -> found)
                .map(Part::account)
                .filter(name -> !name.isEmpty())
                .orElse(usual);
    }

    private List<Refusal> refusals(Instant now) {
        RecentRefusals recent = new RecentRefusals(now);
        new ItemList(answers, "api/v1/events", Map.of("fieldSelector", "reason=FailedCreate"))
                .read(event -> recent.add(tree(event)), () -> {});
        return recent.all();
    }

    /**
     * Asks what a service account may do.
     *
     * @throws KubernetesClientException if the user may not ask that
     */
    private boolean allows(ProgramRights.Question question) {
        String[] resource = question.resource().split("/", -1);
        ObjectNode review = JSON.createObjectNode()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SubjectAccessReview");
        ObjectNode spec =
                review.putObject("spec").put("user", "system:serviceaccount:" + namespace + ":" + question.account());
        spec.putArray("groups")
                .add("system:serviceaccounts")
                .add("system:serviceaccounts:" + namespace)
                .add("system:authenticated");
        spec.putObject("resourceAttributes")
                .put("verb", question.verb())
                .put("group", question.group())
                .put("resource", resource[0])
                .put("subresource", resource.length > 1 ? resource[1] : "")
                .put("namespace", question.namespace())
                .put("name", question.name());
        try (Body body = answers.post("apis/authorization.k8s.io/v1/subjectaccessreviews", review.toString())) {
            return tree(JsonTokens.parser(body)).at("/status/allowed").asBoolean();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Term> term() {
        return answers.find(
                        "apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/portcullis-operator",
                        ClusterExamination::tree)
                .map(lease -> new Term(
                        lease.at("/spec/holderIdentity").asText(),
                        time(lease.at("/spec/renewTime").asText()),
                        Duration.ofSeconds(
                                lease.at("/spec/leaseDurationSeconds").asInt())));
    }

    /** No agent runs on Windows. */
    private List<String> nodes() {
        List<String> names = new ArrayList<>();
        new ItemList(answers, "api/v1/nodes", Map.of("labelSelector", "kubernetes.io/os!=windows"))
                .read(
                        node -> JsonTokens.fields(node, (field, value) -> {
                            if (field.equals("metadata")) {
                                names.add(JsonTokens.texts(value).getOrDefault("name", ""));
                            }
                        }),
                        () -> {});
        return names;
    }

    private Map<String, Instant> heartbeats() {
        Map<String, Instant> heartbeats = new TreeMap<>();
        new ItemList(answers, "apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", Map.of())
                .read(
                        lease -> {
                            JsonNode tree = tree(lease);
                            Instant renewed = time(tree.at("/spec/renewTime").asText());
                            if (renewed != null) {
                                heartbeats.put(tree.at("/metadata/name").asText(), renewed);
                            }
                        },
                        () -> {});
        return heartbeats;
    }

    private List<String> boundPolicies() {
        List<String> bound = new ArrayList<>();
        new ItemList(answers, ADMISSION + "/validatingadmissionpolicybindings", Map.of())
                .read(binding -> bound.add(tree(binding).at("/spec/policyName").asText()), () -> {});
        return bound;
    }

    private List<Right> missingRights() {
        List<Right> missing = new ArrayList<>();
        for (Asked asked : ASKED) {
            if (!mayDo(asked)) {
                String where =
                        asked.resource().equals("nodes") || !asked.group().isEmpty()
                                ? ""
                                : asked.system() ? " in the namespace " + namespace : " in all namespaces";
                missing.add(new Right(asked.verb() + " " + asked.resource() + where, asked.purpose()));
            }
        }
        return missing;
    }

    private boolean mayDo(Asked asked) {
        String review = JSON.createObjectNode()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SelfSubjectAccessReview")
                .set(
                        "spec",
                        JSON.createObjectNode()
                                .set(
                                        "resourceAttributes",
                                        JSON.createObjectNode()
                                                .put("verb", asked.verb())
                                                .put("group", asked.group())
                                                .put("resource", asked.resource())
                                                .put("namespace", asked.system() ? namespace : "")))
                .toString();
        try (Body body = answers.post("apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)) {
            return tree(JsonTokens.parser(body)).at("/status/allowed").asBoolean();
        } catch (KubernetesClientException | IOException e) {
            return e instanceof KubernetesClientException refused
                    && refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN;
        }
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
