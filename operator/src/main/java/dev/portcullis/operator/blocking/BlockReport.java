package dev.portcullis.operator.blocking;

import dev.portcullis.api.Exposure;
import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.PodFilling;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.operator.rollout.Readiness;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.wording.Excerpt;
import dev.portcullis.wording.NameList;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a block says. Equal circumstances give an equal value, so that it is written once.
 *
 * @param status the status
 * @param settled whether nothing is left to wait for
 * @param patient whether it can wait for what is left: only documents that were just made are not on every node yet
 */
public record BlockReport(SyscallBlockStatus status, boolean settled, boolean patient) {

    /** Every document with the block is on every node that is available. */
    public static final String READY = "Ready";

    /** The block ended by itself. */
    public static final String EXPIRED = "Expired";

    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_LINES = 32;
    private static final int MAX_LINE = 1024;

    /**
     * The report on one block.
     *
     * @param before its status so far
     * @param generation of its spec
     * @param reach how far it has come
     * @param exposed who is exposed; empty while that is not known
     * @param now the transition time of conditions that change
     * @return empty while what there is to say is not known
     */
    static Optional<BlockReport> of(
            SyscallBlockStatus before,
            long generation,
            BlockStanding standing,
            BlockReach reach,
            Optional<Exposure> exposed,
            Instant now) {
        Circumstances one = new Circumstances(before, generation, reach, exposed, now);
        return switch (standing) {
            case BlockStanding.Malformed malformed -> Optional.of(one.malformed(malformed.findings()));
            case BlockStanding.Expired expired -> one.expired(expired.at());
            case BlockStanding.InForce inForce -> one.inForce(inForce);
        };
    }

    /** The report on a block that was deleted, and stays for its file: it denies nothing any more. */
    static BlockReport leaving(SyscallBlockStatus before, long generation, Instant now) {
        Circumstances one = new Circumstances(before, generation, BlockReach.NOTHING, Optional.empty(), now);
        return one.bare(List.of(one.condition(
                READY, false, "Terminating", "deleted, in force no longer, and kept while pods use its file")));
    }

    /** The same with what there is to say of the block's own file. */
    public BlockReport with(@Nullable PodFilling file, List<Condition> conditions) {
        return new BlockReport(status.with(file, conditions), settled, patient);
    }

    /** What a report is made from. */
    private record Circumstances(
            SyscallBlockStatus before, long generation, BlockReach reach, Optional<Exposure> exposed, Instant now) {

        BlockReport malformed(List<Finding> findings) {
            String all = findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
            return bare(List.of(
                    condition(
                            READY,
                            false,
                            findings.getFirst().code().reason(),
                            "nothing of it is in force; change the spec: " + all),
                    condition(EXPIRED, false, "NotInForce", "nothing of it is in force")));
        }

        /** Nothing is said about documents that wait to be given back after a restart of the operator. */
        Optional<BlockReport> expired(Instant at) {
            if (before.holds(EXPIRED) && isSameGeneration() && reach.pending() > 0) {
                return Optional.empty();
            }
            String message = "it ended at " + at + " and denies nothing any more"
                    + (reach.pending() > 0 ? "; " + objects(reach.pending()) + " are still rendered with it" : "");
            BlockReport ended = bare(List.of(
                    condition(READY, false, EXPIRED, message), condition(EXPIRED, true, "TimeIsOver", "since " + at)));
            return Optional.of(new BlockReport(ended.status, reach.pending() == 0, false));
        }

        Optional<BlockReport> inForce(BlockStanding.InForce inForce) {
            boolean waits = reach.pending() > 0;
            // After a restart of the operator nothing is known at first, and nothing new is to be told.
            if (waits && wasTold()) {
                return Optional.empty();
            }
            NodeCounts nodesBefore = before.nodes();
            boolean told = isTold();
            Condition said = before.condition(READY).orElse(null);
            Condition ready = told && said != null ? said : ready(inForce);
            NodeCounts nodes;
            if (reach.objects() == 0) {
                nodes = null;
            } else {
                nodes = told && nodesBefore != null
                        ? nodesBefore
                        : reach.progress().counts();
            }
            SyscallBlockStatus status = new SyscallBlockStatus(
                    generation,
                    reach.documents(),
                    reach.objects(),
                    nodes,
                    null,
                    exposed.orElse(isSameGeneration() ? before.exposed() : null),
                    lines(reach.costs()),
                    lines(inForce.warnings().stream().map(Finding::toString).toList()),
                    List.of(ready, condition(EXPIRED, false, "InForce", until(inForce))));
            return Optional.of(new BlockReport(
                    status,
                    !waits && (reach.objects() == 0 || reach.progress().settled()),
                    wasTold() && before.holds(READY) && reach.lacking().isEmpty()));
        }

        private Condition ready(BlockStanding.InForce inForce) {
            if (reach.pending() > 0) {
                return condition(READY, false, "Rendering", objects(reach.pending()) + " are not rendered with it yet");
            }
            String exempt = exempt(inForce.block());
            String rollout;
            boolean ready;
            String reason;
            if (reach.objects() == 0) {
                ready = true;
                reason = "NothingToChange";
                rollout = "no document that objects are rendered to allows what it denies";
            } else {
                Readiness readiness = Readiness.of(reach.progress());
                ready = readiness.ready();
                reason = readiness.reason();
                rollout = "it changed the documents of " + objects(reach.objects()) + ", which are "
                        + readiness.message();
            }
            if (reach.lacking().isEmpty()) {
                return condition(READY, ready, reason, rollout + exempt);
            }
            return condition(
                    READY,
                    false,
                    "ObjectsNotBlocked",
                    "the documents of "
                            + NameList.of(reach.lacking().stream()
                                    .map(Subject::toString)
                                    .sorted()
                                    .toList())
                            + " stay without it, because their specs are refused or a rollout holds them back; else "
                            + rollout
                            + exempt);
        }

        /** Nodes that come and go after the block was everywhere are not news, nor is a restart of the operator. */
        private boolean isTold() {
            NodeCounts nodes = before.nodes();
            Progress progress = reach.progress();
            return nodes != null
                    && wasTold()
                    && before.holds(READY)
                    && reach.pending() == 0
                    && reach.lacking().isEmpty()
                    && reach.objects() > 0
                    && Objects.equals(before.objects(), reach.objects())
                    && Objects.equals(before.documents(), reach.documents())
                    && (progress.complete() || progress.desired() == 0)
                    && progress.covers(nodes);
        }

        private boolean wasTold() {
            return isSameGeneration()
                    && before.condition(READY)
                            .filter(ready -> !ready.getReason().equals("Rendering"))
                            .isPresent();
        }

        private boolean isSameGeneration() {
            return Objects.equals(before.observedGeneration(), generation);
        }

        private BlockReport bare(List<Condition> conditions) {
            return new BlockReport(
                    new SyscallBlockStatus(generation, null, null, null, null, null, null, null, conditions),
                    true,
                    false);
        }

        private Condition condition(String type, boolean holds, String reason, String message) {
            return before.next(
                    type,
                    holds ? "True" : "False",
                    generation,
                    now,
                    reason,
                    Excerpt.of(message, MAX_MESSAGE, Excerpt.ELLIPSIS));
        }
    }

    private static String until(BlockStanding.InForce inForce) {
        Instant expires = inForce.block().block().expires();
        return expires == null ? "it does not end by itself" : "until " + expires;
    }

    /** Their containers are counted nowhere, so the status has to name them. */
    private static String exempt(BlockInForce block) {
        return block.block().exempt().isEmpty()
                ? ""
                : "; exempt, and their containers not counted as exposed: "
                        + NameList.of(block.block().exempt().stream().sorted().toList());
    }

    private static String objects(int count) {
        return count == 1 ? "1 object" : count + " objects";
    }

    private static @Nullable List<String> lines(Collection<String> all) {
        List<String> lines = new ArrayList<>();
        all.stream().limit(MAX_LINES).forEach(line -> lines.add(Excerpt.of(line, MAX_LINE, Excerpt.ELLIPSIS)));
        return lines.isEmpty() ? null : lines;
    }
}
