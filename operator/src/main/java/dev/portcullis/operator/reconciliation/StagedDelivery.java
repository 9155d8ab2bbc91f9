package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.RolledOutSpec;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.operator.client.WholeCarriers;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.operator.staging.Carried;
import dev.portcullis.operator.staging.Course;
import dev.portcullis.operator.staging.Instructions;
import dev.portcullis.operator.staging.Move;
import dev.portcullis.operator.staging.Plan;
import dev.portcullis.operator.staging.RolloutGate;
import dev.portcullis.operator.staging.Turn;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.MalformedRenditionException;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Stage;
import dev.portcullis.rendition.StagedCarrier;
import dev.portcullis.rendition.StagedRendition;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an object's documents to its ConfigMap: for all nodes at once, or by the stages that its spec asks for. Blocks
 * are never staged: documents of before that stay on some nodes are restricted themselves.
 */
final class StagedDelivery<P extends CustomResource<?, S>, S extends RenditionStatus> {

    private static final Logger log = LoggerFactory.getLogger(StagedDelivery.class);

    /** The delay before a decision that rests on news which are still on their way. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** The largest documents are as large as a ConfigMap: one change at a time holds them. */
    private static final Object ONE_AT_A_TIME = new Object();

    /**
     * The ConfigMap after a decision, and what is to be told.
     *
     * @param carrier empty when there is none
     */
    record Delivered(Optional<ConfigMap> carrier, Turn turn) {}

    /** A change that cannot be staged, however often that is tried with this ConfigMap. */
    private record Obstacle(long revision, String id, String why) {}

    /** A change cannot be staged. */
    private static final class NotStagedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotStagedException(String why) {
            super(why);
        }
    }

    private final Kind kind;
    private final Carriers<P> configMap;
    private final Rollouts rollouts;
    private final WholeCarriers whole;
    private final RestrictedDocuments restricted;
    private final BiFunction<Subject, ConfigMap, RolloutGate> gates;
    private final Clock clock;
    private final Map<Subject, Obstacle> obstacles = new ConcurrentHashMap<>();

    StagedDelivery(
            Kind kind,
            Carriers<P> configMap,
            Rollouts rollouts,
            WholeCarriers whole,
            RestrictedDocuments restricted,
            BiFunction<Subject, ConfigMap, RolloutGate> gates,
            Clock clock) {
        this.kind = kind;
        this.configMap = configMap;
        this.rollouts = rollouts;
        this.whole = whole;
        this.restricted = restricted;
        this.gates = gates;
        this.clock = clock;
    }

    /**
     * Writes what is to be written now. A refused spec leaves everything in place.
     *
     * @return empty when that takes the documents of the spec, and the result is without them
     */
    Optional<Delivered> deliver(P object, Wanted wanted, Optional<ConfigMap> carrier, Context<P> context) {
        carrier.ifPresent(found -> note(object, found));
        RolloutStatus before =
                object.getStatus() == null ? null : object.getStatus().rollout();
        if (wanted.result().isRefused()) {
            return Optional.of(new Delivered(carrier, Turn.kept(before)));
        }
        Course course = course(object, wanted, carrier);
        Turn turn = obstacle(course, carrier)
                .map(known -> Turn.kept(course.notStaged(known.why)))
                .orElseGet(course::turn);
        Move move = turn.move() instanceof Move.Leave && turn.holdsBack() && wanted.blocksMore()
                ? new Move.Renew()
                : turn.move();
        if (move instanceof Move.Leave) {
            return Optional.of(new Delivered(carrier, turn));
        }
        if (move.needsDocuments() && wanted.result().rendition() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(write(object, move, wanted, carrier, context)
                    .map(written -> written(object, wanted, turn, written))
                    .orElseGet(() -> new Delivered(carrier, new Turn(turn.move(), before, Optional.of(SOON)))));
        } catch (NotStagedException e) {
            String why = String.valueOf(e.getMessage());
            carrier.ifPresent(
                    c -> obstacles.put(course.subject(), new Obstacle(Carrier.revision(c), course.id(), why)));
            // What stays may yet have to be restricted.
            return Optional.of(
                    new Delivered(carrier, new Turn(new Move.Leave(), course.notStaged(why), Optional.of(SOON))));
        }
    }

    /** Forgets an object that is gone. */
    void forget(Subject subject) {
        obstacles.remove(subject);
    }

    private Delivered written(P object, Wanted wanted, Turn turn, ConfigMap written) {
        note(object, written);
        Turn after = course(object, wanted, Optional.of(written)).turn();
        return new Delivered(
                Optional.of(written),
                after.move() instanceof Move.Leave ? after : new Turn(after.move(), turn.status(), Optional.of(SOON)));
    }

    /** Empty when somebody else has just written the ConfigMap. */
    private Optional<ConfigMap> write(
            P object, Move move, Wanted wanted, Optional<ConfigMap> carrier, Context<P> context) {
        if (move instanceof Move.ToAll) {
            return Optional.of(configMap.apply(object, toAll(object, wanted), context));
        }
        synchronized (ONE_AT_A_TIME) {
            ConfigMap now = documents(carrier.orElseThrow());
            return Carrier.revision(now) == Carrier.revision(carrier.orElseThrow())
                    ? Optional.of(configMap.apply(object, after(object, move, now, wanted), context))
                    : Optional.empty();
        }
    }

    private ConfigMap after(P object, Move move, ConfigMap now, Wanted wanted) {
        return switch (move) {
            case Move.Begin begin -> begun(object, stable(now, wanted), begin.stage(), wanted);
            case Move.Step step -> staged(stable(now, wanted), next(now, wanted), step.stage(), wanted);
            case Move.Finish finish ->
                with(
                        StagedCarrier.after(
                                configMap.of(next(now, wanted)),
                                StagedCarrier.stage(now).orElseThrow(),
                                Carrier.revision(now)),
                        wanted,
                        wanted.origin());
            case Move.Restore restore -> with(configMap.of(stable(now, wanted)), wanted, "");
            case Move.Renew renew ->
                StagedCarrier.stage(now)
                        .map(stage -> staged(stable(now, wanted), next(now, wanted), stage.anew(), wanted))
                        .orElseGet(() -> with(configMap.of(stable(now, wanted)), wanted, ""));
            case Move.Leave leave -> throw new IllegalStateException("nothing is to be written");
            case Move.ToAll toAll -> toAll(object, wanted);
        };
    }

    private ConfigMap toAll(P object, Wanted wanted) {
        return with(
                configMap.of(Objects.requireNonNull(wanted.result().rendition())),
                wanted,
                plan(object).isPresent() ? wanted.origin() : "");
    }

    /** A change that is only in the blocks is not staged. */
    private ConfigMap begun(P object, Rendition stable, Stage stage, Wanted wanted) {
        Rendition rendition = Objects.requireNonNull(wanted.result().rendition());
        return Carrier.promises(stable).equals(Carrier.promises(rendition))
                ? toAll(object, wanted)
                : staged(stable, rendition, stage, wanted);
    }

    private ConfigMap staged(Rendition stable, Rendition next, Stage stage, Wanted wanted) {
        StagedRendition both = new StagedRendition(stable, next, stage);
        if (both.bytes() > StagedRendition.MAX_BYTES) {
            throw new NotStagedException("the documents before and after the change have " + both.bytes()
                    + " bytes together, and a ConfigMap takes " + StagedRendition.MAX_BYTES
                    + "; remove spec.rollout to bring the change to all nodes at once");
        }
        return with(StagedCarrier.of(configMap.of(stable), next, stage), wanted, wanted.origin());
    }

    private static Rendition next(ConfigMap now, Wanted wanted) {
        return Carrier.read(StagedCarrier.next(now)).onNodes(wanted.nodes());
    }

    /** The documents of before, with the blocks that have come since. */
    private Rendition stable(ConfigMap now, Wanted wanted) {
        Rendition stable = Carrier.read(StagedCarrier.stable(now)).onNodes(wanted.nodes());
        if (!wanted.blocksMore()) {
            return stable;
        }
        try {
            return restricted.of(stable, wanted.blocks().restriction());
        } catch (IllegalArgumentException e) {
            log.atError()
                    .addKeyValue("object", stable.kind().label() + " " + stable.name())
                    .log("the documents of before cannot be restricted: {}", e.getMessage());
            throw new NotStagedException(
                    "the documents of before cannot take the blocks in force; remove spec.rollout to bring the change to all"
                            + " nodes at once");
        }
    }

    private static ConfigMap with(ConfigMap carrier, Wanted wanted, String origin) {
        ConfigMapBuilder builder = new ConfigMapBuilder(carrier);
        String blocks = wanted.marks().next(wanted.blocks().keys());
        if (!blocks.isEmpty()) {
            builder.editMetadata()
                    .addToAnnotations(BlockMarks.ANNOTATION, blocks)
                    .endMetadata();
        }
        if (!origin.isEmpty()) {
            builder.editMetadata()
                    .addToAnnotations(Carried.ORIGIN_ANNOTATION, origin)
                    .endMetadata();
        }
        return builder.build();
    }

    private ConfigMap documents(ConfigMap carrier) {
        try {
            return whole.read(carrier.getMetadata().getName())
                    .orElseThrow(() -> new NotStagedException(
                            "the ConfigMap " + carrier.getMetadata().getName() + " is gone"));
        } catch (MalformedRenditionException e) {
            throw new NotStagedException("the documents of before were changed by somebody (" + e.getMessage()
                    + "); remove spec.rollout to bring the change to all nodes at once");
        }
    }

    private Optional<Obstacle> obstacle(Course course, Optional<ConfigMap> carrier) {
        return Optional.ofNullable(obstacles.get(course.subject()))
                .filter(known -> course.plan().isPresent())
                .filter(known -> known.id.equals(course.id()))
                .filter(known -> carrier.map(Carrier::revision).orElse(0L) == known.revision);
    }

    private Course course(P object, Wanted wanted, Optional<ConfigMap> carrier) {
        Subject subject = subject(object);
        return new Course(
                subject,
                Objects.requireNonNull(wanted.result().promises()),
                wanted.origin(),
                carrier.map(c -> Carried.of(c, configMap.isIntact(c, object))).orElse(null),
                plan(object),
                Instructions.of(object),
                rollouts.standings(subject),
                (nodes, notBefore) ->
                        gates.apply(subject, carrier.orElseThrow()).ask(nodes, notBefore),
                object.getStatus() == null ? null : object.getStatus().rollout(),
                clock.instant());
    }

    private Optional<Plan> plan(P object) {
        return object.getSpec() instanceof RolledOutSpec spec ? Plan.of(spec.rollout()) : Optional.empty();
    }

    /** Tells those who fold reports what the nodes are to have. */
    private void note(P object, ConfigMap carrier) {
        rollouts.carried(subject(object), Carrier.revision(carrier), Carrier.promisedNodes(carrier));
        rollouts.staged(subject(object), Carried.of(carrier, true).stage());
    }

    private Subject subject(P object) {
        return new Subject(kind, object.getMetadata().getName());
    }
}
