package dev.portcullis.cli.doctor;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.cli.doctor.Examination.Part;
import dev.portcullis.cli.fleet.AgentState;
import dev.portcullis.cli.fleet.FileAdvice;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.FleetObject.Standing;
import dev.portcullis.cli.fleet.NodeState;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the objects, reports and agents of an examination show. */
final class FleetCheckup {

    private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+\\.\\d+.*");

    private final Examination seen;
    private final Fleet fleet;
    private final List<Symptom> symptoms = new ArrayList<>();

    private FleetCheckup(Examination seen, Fleet fleet) {
        this.seen = seen;
        this.fleet = fleet;
    }

    static List<Symptom> of(Examination seen, Fleet fleet) {
        FleetCheckup checkup = new FleetCheckup(seen, fleet);
        checkup.missingAgents();
        checkup.brokenAgents();
        checkup.versions();
        checkup.files();
        checkup.objects();
        return checkup.symptoms;
    }

    private void missingAgents() {
        List<AgentState> pods = fleet.agents();
        if (pods == null || seen.nodes().value().isEmpty()) {
            return;
        }
        Set<String> with = pods.stream()
                .map(AgentState::node)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> without = seen.nodes().value().get().stream()
                .filter(node -> !with.contains(node))
                .sorted()
                .toList();
        if (!without.isEmpty()) {
            add(Symptom.error(
                    "AgentsMissing",
                    without.size() + " of " + seen.nodes().value().get().size() + " nodes have no agent: "
                            + NameList.of(without) + "; pods that name a profile cannot start there",
                    "kubectl -n " + seen.namespace() + " describe daemonset " + daemonSet() + " says what keeps pods"
                            + " from them: tolerations, nodeSelector, quota, or pod security of the namespace"));
        }
    }

    /** The agents' DaemonSet, by the name that it has there. */
    private String daemonSet() {
        return seen.agents().value().flatMap(agents -> agents).map(Part::name).orElse("portcullis-agent");
    }

    private void brokenAgents() {
        List<NodeState> broken = fleet.nodeStates().stream()
                .filter(node -> node.state() == NodeState.State.AGENT_NOT_READY)
                .filter(node -> hasPod(node.node()))
                .toList();
        if (!broken.isEmpty()) {
            add(Symptom.error(
                    "AgentsNotReady",
                    broken.size() + " agents are not ready: "
                            + NameList.of(broken, 5, node -> node.node() + " (" + node.why() + ")", "; ", "more"),
                    "kubectl -n " + seen.namespace() + " logs POD --previous; files on these nodes stay, and changes do"
                            + " not arrive"));
        }
        List<String> silent = fleet.nodeStates().stream()
                .filter(node -> node.state() == NodeState.State.NO_REPORT)
                .map(NodeState::node)
                .toList();
        if (!silent.isEmpty()) {
            add(Symptom.warning(
                    "AgentsSilent",
                    "agents run and have not reported: " + NameList.of(silent),
                    "kubectl -n " + seen.namespace() + " logs of their pods: a refusal by " + Checkup.AGENT_GUARD
                            + " or a missing ClusterRoleBinding portcullis-agent stands there"));
        }
        List<String> behind = fleet.nodeStates().stream()
                .filter(node -> node.state() == NodeState.State.BEHIND)
                .map(NodeState::node)
                .toList();
        if (!behind.isEmpty()) {
            add(Symptom.note(
                    "NodesBehind",
                    "nodes have not all of the newest files yet: " + NameList.of(behind),
                    "normal for some seconds after an edit; if it lasts, look at the agents' logs there"));
        }
    }

    private boolean hasPod(String node) {
        return Objects.requireNonNullElse(fleet.agents(), List.<AgentState>of()).stream()
                .anyMatch(pod -> node.equals(pod.node()));
    }

    private void versions() {
        Map<String, List<String>> byVersion = new TreeMap<>();
        for (FleetNode node : fleet.nodes()) {
            NodeSyncStatus report = node.status();
            if (report != null && report.agentVersion() != null) {
                byVersion
                        .computeIfAbsent(report.agentVersion(), version -> new ArrayList<>())
                        .add(node.name());
            }
        }
        operatorVersion(byVersion.keySet());
        if (byVersion.size() > 1) {
            String most = byVersion.entrySet().stream()
                    .max(Comparator.comparingInt(one -> one.getValue().size()))
                    .orElseThrow()
                    .getKey();
            String others = byVersion.entrySet().stream()
                    .filter(one -> !one.getKey().equals(most))
                    .map(one -> one.getKey() + " on " + NameList.of(one.getValue(), 3, node -> node, ", ", "more"))
                    .collect(Collectors.joining("; "));
            add(Symptom.warning(
                    "VersionsDiffer",
                    "agents have several versions: most " + most + ", " + others,
                    "normal during an upgrade; kubectl -n " + seen.namespace() + " rollout status daemonset/"
                            + daemonSet() + " says whether it goes on"));
        } else if (byVersion.size() == 1 && !byVersion.containsKey(seen.ownVersion())) {
            add(Symptom.note(
                    "ClientVersion",
                    "this program is " + seen.ownVersion() + ", the agents are "
                            + byVersion.keySet().iterator().next(),
                    "use the program of the installed version where answers matter"));
        } else if (byVersion.size() == 1) {
            add(Symptom.ok(
                    "Versions",
                    "every agent is " + byVersion.keySet().iterator().next()));
        }
    }

    /** Only a tag that is a version can be compared. */
    private void operatorVersion(Set<String> agents) {
        String operator = seen.operator()
                .value()
                .flatMap(part -> part)
                .map(part -> AgentState.version(part.image()))
                .orElse("");
        if (RELEASE.matcher(operator).matches() && !agents.isEmpty() && !agents.contains(operator)) {
            add(Symptom.warning(
                    "VersionsDiffer",
                    "the operator's image is " + operator + ", the agents are " + String.join(", ", agents),
                    "normal during an upgrade; if it lasts, upgrade what is older"));
        }
    }

    private void files() {
        Map<String, Set<String>> nodes = new TreeMap<>();
        Map<String, String> examples = new TreeMap<>();
        long repaired = 0;
        for (FleetNode node : fleet.nodes()) {
            NodeSyncStatus report = node.status();
            if (report == null) {
                continue;
            }
            repaired += Objects.requireNonNullElse(report.repaired(), 0L);
            for (FileFailure failure : report.listedFailures()) {
                nodes.computeIfAbsent(failure.reason(), reason -> new TreeSet<>())
                        .add(node.name());
                examples.putIfAbsent(failure.reason(), failure.file() + ": " + failure.message());
            }
        }
        nodes.forEach((reason, which) -> {
            String statement = reason + " on " + NameList.of(which) + ", for example "
                    + Objects.requireNonNull(examples.get(reason));
            String advice = FileAdvice.of(reason);
            add(
                    reason.equals(FileFailure.ORPHANED)
                            ? Symptom.warning("FilesOrphaned", statement, advice)
                            : Symptom.error("FilesFailed", statement, advice));
        });
        if (nodes.isEmpty() && !fleet.nodes().isEmpty()) {
            add(Symptom.ok("Files", "no node has a file that failed"));
        }
        if (repaired > 0) {
            add(Symptom.note(
                    "FilesRepaired",
                    repaired + " files were found changed on disk and put right since the agents started",
                    "kubectl get nodesyncs shows where (REPAIRED): find out who writes below the seccomp directory"));
        }
    }

    private void objects() {
        Map<String, List<FleetObject>> byReason = fleet.objects().stream()
                .filter(object -> object.standing() != Standing.READY)
                .collect(Collectors.groupingBy(FleetObject::reason, TreeMap::new, Collectors.toList()));
        byReason.forEach((reason, all) -> {
            String statement = all.size() + (all.size() == 1 ? " object is " : " objects are ") + reason + ": "
                    + NameList.of(all, 5, FleetObject::word, ", ", "more") + "; the first: "
                    + all.getFirst().message();
            String advice = reason.equals(FleetObject.NOT_SEEN)
                    ? "if this lasts for more than some seconds, no operator works: see NoLeader and OperatorNotReady"
                    : "portcullis status lists them; kubectl describe of one has its conditions and Events";
            boolean failed = all.stream().anyMatch(object -> object.standing() == Standing.FAILED);
            add(
                    failed
                            ? Symptom.error("ObjectsNotReady", statement, advice)
                            : Symptom.note("ObjectsOnTheirWay", statement, advice));
        });
        if (byReason.isEmpty()) {
            add(Symptom.ok("Objects", "all " + fleet.objects().size() + " objects are ready"));
        }
        for (FleetObject object : fleet.objects()) {
            if (object.status() instanceof SyscallBlockStatus block
                    && block.exposed() != null
                    && block.exposed().count() > 0) {
                add(Symptom.warning(
                        "ContainersExposed",
                        block.exposed().count() + " running containers are not reached by SyscallBlock "
                                + object.subject().name(),
                        "portcullis exposed " + object.subject().name() + " lists them, with what to restart"));
            }
        }
    }

    private void add(Symptom symptom) {
        symptoms.add(symptom);
    }
}
