package dev.portcullis.operator.reports;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.Freshness;
import dev.portcullis.usage.RunningContainer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which workloads' pods run under which files of ours, of one list of containers. It holds counts, not pods. */
final class FileResults implements Consumer<RunningContainer> {

    private record Use(ReportedWorkload workload, Subject object) {}

    /**
     * The pods of a workload that name one file.
     *
     * @param current those that run under it as it is now
     * @param earlier those with a container that runs, or may run, under an earlier version
     * @param waiting those of which no such container runs
     */
    private record Tally(int current, int earlier, int waiting) {

        Tally and(Tally other) {
            return new Tally(current + other.current, earlier + other.earlier, waiting + other.waiting);
        }

        int running() {
            return current + earlier;
        }
    }

    private final Map<Subject, Long> revisions;
    private final Function<String, NodeHistory> nodes;
    private final Map<Use, Tally> tallies = new HashMap<>();
    private final Map<String, NodeHistory> histories = new HashMap<>();
    private final List<RunningContainer> pod = new ArrayList<>();

    /**
     * Counts from the first container on.
     *
     * @param revisions the revision with which the present contents of each object's file came
     * @param nodes the history of the node of this name
     */
    FileResults(Map<Subject, Long> revisions, Function<String, NodeHistory> nodes) {
        this.revisions = Map.copyOf(revisions);
        this.nodes = nodes;
    }

    /** The containers of one pod follow each other. */
    @Override
    public void accept(RunningContainer container) {
        if (!pod.isEmpty() && !isSamePod(pod.getFirst(), container)) {
            count();
        }
        pod.add(container);
    }

    private static boolean isSamePod(RunningContainer one, RunningContainer other) {
        return one.pod().equals(other.pod()) && one.namespace().equals(other.namespace());
    }

    private void count() {
        Map<Subject, Set<@Nullable Freshness>> found = new HashMap<>();
        for (RunningContainer container : pod) {
            if (!container.privileged()) {
                container.seccomp().ours().ifPresent(file -> found.computeIfAbsent(
                                file.subject(), any -> new HashSet<>())
                        .add(freshness(container, file)));
            }
        }
        found.forEach((object, containers) -> {
            boolean earlier = containers.stream().anyMatch(one -> one != null && one.isDoubtful());
            boolean runs = earlier || containers.contains(Freshness.FRESH);
            tallies.merge(
                    new Use(workload(pod.getFirst()), object),
                    new Tally(runs && !earlier ? 1 : 0, earlier ? 1 : 0, runs ? 0 : 1),
                    Tally::and);
        });
        pod.clear();
    }

    /** Null for one that does not run. */
    private @Nullable Freshness freshness(RunningContainer container, FilePath file) {
        Instant started = container.startedAt();
        Long revision = revisions.get(file.subject());
        if (started == null || revision == null) {
            return null;
        }
        NodeHistory history = histories.computeIfAbsent(container.node(), nodes);
        return Freshness.of(started, history.since(file, revision));
    }

    /** Its maker, or the pod itself where nobody made it, or something that is not known here. */
    private static ReportedWorkload workload(RunningContainer container) {
        RunningContainer.Owner owner = container.owner();
        return owner == null
                ? pod(container)
                : WorkloadKind.named(owner.kind())
                        .map(kind -> new ReportedWorkload(kind, container.namespace(), owner.name()))
                        .orElseGet(() -> pod(container));
    }

    private static ReportedWorkload pod(RunningContainer container) {
        return new ReportedWorkload(WorkloadKind.POD, container.namespace(), container.pod());
    }

    /**
     * The results; the list is complete.
     *
     * @param makers the makers of workloads that something else made
     */
    List<WorkloadResult> done(Map<ReportedWorkload, ReportedWorkload> makers) {
        if (!pod.isEmpty()) {
            count();
        }
        Map<Use, Tally> byMaker = new HashMap<>();
        tallies.forEach((use, tally) -> byMaker.merge(
                new Use(makers.getOrDefault(use.workload(), use.workload()), use.object()), tally, Tally::and));
        return byMaker.entrySet().stream()
                .map(entry -> result(entry.getKey(), entry.getValue()))
                .toList();
    }

    private WorkloadResult result(Use use, Tally tally) {
        Subject object = use.object();
        String file = Rendition.localhostProfile(object.kind(), object.name());
        if (!revisions.containsKey(object)) {
            return result(
                    use,
                    WorkloadResult.Verdict.FAIL,
                    pods(tally.running() + tally.waiting(), "names", "name") + " " + file + ", but " + object
                            + " does not exist, or is not rendered");
        }
        if (tally.earlier() > 0) {
            return result(
                    use,
                    WorkloadResult.Verdict.WARN,
                    tally.earlier() + " of " + pods(tally.running(), "runs", "run")
                            + ", or may run, under an earlier version of " + file + ": restart "
                            + (tally.earlier() == 1 ? "it" : "them"));
        }
        return tally.current() > 0
                ? result(use, WorkloadResult.Verdict.PASS, pods(tally.current(), "runs", "run") + " under " + file)
                : result(
                        use,
                        WorkloadResult.Verdict.SKIP,
                        pods(tally.waiting(), "names", "name") + " " + file + ", and none runs");
    }

    private static WorkloadResult result(Use use, WorkloadResult.Verdict verdict, String message) {
        return new WorkloadResult(
                use.workload(),
                use.object().kind().label() + "/" + use.object().name(),
                WorkloadResult.Rule.RUNS_UNDER_FILE,
                verdict,
                message);
    }

    private static String pods(int count, String one, String several) {
        return count == 1 ? "1 pod " + one : count + " pods " + several;
    }
}
