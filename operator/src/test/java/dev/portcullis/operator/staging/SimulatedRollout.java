package dev.portcullis.operator.staging;

import dev.portcullis.api.NodeFailure;
import dev.portcullis.api.Rollout;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.api.RolloutStep;
import dev.portcullis.operator.rollout.NodeStanding;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Stage;
import dev.portcullis.rendition.StagedCarrier;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One object, its ConfigMap and some nodes, with the real decisions and ConfigMaps, and nothing that runs. */
final class SimulatedRollout {

    static final Subject WEB = Subject.profile("web");

    private final Map<String, Long> applied = new TreeMap<>();
    private final Map<String, String> files = new TreeMap<>();
    private final Set<String> away = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private @Nullable ConfigMap carrier;
    private Optional<Plan> plan = Optional.empty();
    private String document = "";
    private long generation;
    private long baseVersion;
    private long revision = 100;
    private int writes;
    private String approve = "";
    private String abort = "";
    private RolloutGate.Verdict pods = RolloutGate.Verdict.YES;
    private @Nullable RolloutStatus status;
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    SimulatedRollout(int nodes) {
        IntStream.rangeClosed(1, nodes).forEach(i -> applied.put("n" + i, 0L));
    }

    /** A step with this number or percentage of nodes. */
    static RolloutStep step(Object nodes, @Nullable String pause) {
        return new RolloutStep(
                nodes instanceof Integer number ? new IntOrString(number) : new IntOrString(nodes.toString()), pause);
    }

    void plan(RolloutStep... steps) {
        plan = Plan.of(new Rollout(List.of(steps), List.of(Rollout.PODS_HEALTHY)));
    }

    /** Changes go to all nodes at once. */
    void planNothing() {
        plan = Optional.empty();
    }

    void edit(String text) {
        document = text;
        generation++;
    }

    /** Another version of a base: the documents change, and the spec does not. */
    void editBase(String text) {
        document = text;
        baseVersion++;
    }

    /** A block that came or went: the documents change, and no spec does. */
    void block(String text) {
        document = text;
    }

    void approve(String text) {
        approve = text;
    }

    void abort(String text) {
        abort = text;
    }

    void pods(RolloutGate.Verdict verdict) {
        pods = verdict;
    }

    void away(String node, boolean is) {
        toggle(away, node, is);
    }

    void failing(String node, boolean is) {
        toggle(failing, node, is);
    }

    void join(String node) {
        applied.put(node, 0L);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** As when somebody deletes the status. */
    void loseStatus() {
        status = null;
    }

    /** Decides once, writes what was decided, and tells it. */
    Turn turn() {
        Turn turn = course().turn();
        status = turn.status();
        if (!(turn.move() instanceof Move.Leave)) {
            write(turn.move());
            status = course().turn().status();
        }
        return turn;
    }

    /** Lets every node that is there do what the ConfigMap asks. */
    void report() {
        List.copyOf(applied.keySet()).forEach(this::report);
    }

    void report(String node) {
        if (away.contains(node) || carrier == null) {
            return;
        }
        applied.put(node, revision);
        if (!failing.contains(node)) {
            files.put(
                    node,
                    Objects.requireNonNull(
                            Carrier.data(StagedCarrier.seenBy(node, carrier)).get("profile.json")));
        }
    }

    /** Decides and reports until nothing more happens by itself. */
    void settle() {
        for (int i = 0; i < 60; i++) {
            turn();
            report();
        }
    }

    /** The nodes in the order in which they take changes. */
    List<String> order() {
        return applied.keySet().stream()
                .sorted(Comparator.comparing((String node) -> Stage.place(WEB, node), Long::compareUnsigned))
                .toList();
    }

    List<String> having(String text) {
        return files.entrySet().stream()
                .filter(file -> file.getValue().equals(text))
                .map(Map.Entry::getKey)
                .toList();
    }

    int writes() {
        return writes;
    }

    int nodes() {
        return applied.size();
    }

    long generation() {
        return generation;
    }

    Optional<Plan> plan() {
        return plan;
    }

    Optional<Stage> stage() {
        return Optional.ofNullable(carrier).flatMap(StagedCarrier::stage);
    }

    ConfigMap carrier() {
        return Objects.requireNonNull(carrier);
    }

    RolloutStatus status() {
        return Objects.requireNonNull(status);
    }

    Optional<Phase> phase() {
        return Phase.of(status);
    }

    private Course course() {
        return new Course(
                WEB,
                Carrier.promises(rendition()),
                origin(),
                carrier == null ? null : Carried.of(carrier, true),
                plan,
                new Instructions(generation, approve, abort),
                applied.keySet().stream().map(this::standing).toList(),
                (nodes, notBefore) -> pods,
                status,
                now);
    }

    private NodeStanding standing(String node) {
        boolean has = applied.getOrDefault(node, 0L) >= revision;
        boolean available = !away.contains(node);
        NodeFailure failure = available && has && failing.contains(node)
                ? new NodeFailure(node, "NoSpace", "no space left on device")
                : null;
        return new NodeStanding(node, available, has && !failing.contains(node), failure);
    }

    private void write(Move move) {
        ConfigMap before = carrier;
        ConfigMap written =
                switch (move) {
                    case Move.ToAll toAll -> plain(rendition());
                    case Move.Begin begin ->
                        StagedCarrier.of(
                                plain(Carrier.read(StagedCarrier.stable(carrier()))), rendition(), begin.stage());
                    case Move.Step step ->
                        StagedCarrier.of(
                                plain(Carrier.read(StagedCarrier.stable(carrier()))),
                                Carrier.read(StagedCarrier.next(carrier())),
                                step.stage());
                    case Move.Finish finish ->
                        StagedCarrier.after(
                                plain(Carrier.read(StagedCarrier.next(carrier()))),
                                StagedCarrier.stage(Objects.requireNonNull(before))
                                        .orElseThrow(),
                                revision);
                    case Move.Restore restore -> plain(Carrier.read(StagedCarrier.stable(carrier())));
                    case Move.Leave leave -> carrier();
                    case Move.Renew renew -> throw new AssertionError("there are no blocks and pools");
                };
        revision++;
        writes++;
        carrier = new ConfigMapBuilder(written)
                .editMetadata()
                .withResourceVersion(Long.toString(revision))
                .addToAnnotations(Carried.ORIGIN_ANNOTATION, move instanceof Move.Restore ? "" : origin())
                .endMetadata()
                .build();
    }

    private String origin() {
        return generation + " " + baseVersion;
    }

    private Rendition rendition() {
        return Rendition.ofProfile("web", generation, document, new TreeMap<>(), null);
    }

    private static ConfigMap plain(Rendition rendition) {
        return Carrier.of(rendition, "portcullis-system", 3);
    }

    private static void toggle(Set<String> nodes, String node, boolean is) {
        if (is) {
            nodes.add(node);
        } else {
            nodes.remove(node);
        }
    }
}
