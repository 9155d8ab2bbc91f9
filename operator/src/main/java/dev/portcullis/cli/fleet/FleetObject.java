package dev.portcullis.cli.fleet;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A profile, policy or block, as its status tells of it; the rules of its spec are not read.
 *
 * @param subject its kind and name
 * @param version its resourceVersion
 * @param generation of its spec
 * @param deleted whether it was deleted, and is still there
 * @param selector the nodes that get its files
 * @param status what the operator says
 */
public record FleetObject(
        Subject subject,
        long version,
        long generation,
        boolean deleted,
        NodeSelector selector,
        RenditionStatus status) {

    /** How an object stands. */
    public enum Standing {
        /** As it should be. */
        READY,
        /** On its way there, or held up by somebody's wish. */
        WAITING,
        /** Somebody has to do something. */
        FAILED
    }

    /** The reason of an object that its operator has not looked at since its spec changed. */
    public static final String NOT_SEEN = "NotSeenYet";

    private static final String READY = "Ready";
    private static final String ENFORCED = "Enforced";
    private static final String TERMINATING = "Terminating";

    /** The reasons of {@code Ready} that end by themselves, or with somebody's approval. */
    private static final Set<String> ON_ITS_WAY =
            Set.of("RollingOut", "Paused", "AwaitsApproval", "Rendering", TERMINATING, NOT_SEEN);

    /** The reasons of {@code Ready} with which a block is as its spec asks. */
    private static final Set<String> OVER = Set.of("Expired");

    /** The reasons of {@code Enforced} with which the API server does what the spec asks. */
    private static final Set<String> AS_ASKED =
            Set.of("NoSelector", "NothingSelected", "Exempt", "Off", "MutateByAnother", "MutateWaitingForNodes");

    /** The name as the command line writes it: that of a profile alone, others after their kind. */
    public String word() {
        return switch (subject.kind()) {
            case SECCOMP_PROFILE -> subject.name();
            case CAPABILITY_POLICY -> "policy/" + subject.name();
            case SYSCALL_BLOCK -> "block/" + subject.name();
            case PROFILE_OBSERVATION -> "observation/" + subject.name();
        };
    }

    public Standing standing() {
        String reason = reason();
        if (isSeen() && !deleted && (status.holds(READY) || OVER.contains(reason))) {
            return notEnforced().isPresent() ? Standing.FAILED : Standing.READY;
        }
        return ON_ITS_WAY.contains(reason) ? Standing.WAITING : Standing.FAILED;
    }

    /** One CamelCase word: why it is ready, or not. */
    public String reason() {
        if (deleted) {
            return TERMINATING;
        }
        if (!isSeen()) {
            return NOT_SEEN;
        }
        return notEnforced()
                .filter(refused -> status.holds(READY))
                .or(() -> status.condition(READY))
                .map(Condition::getReason)
                .orElse(NOT_SEEN);
    }

    /** The same for a person. */
    public String message() {
        if (!isSeen() && !deleted) {
            Long observed = status.observedGeneration();
            return "the operator has not looked at generation " + generation + " yet"
                    // The API server's default for a status that nobody has written is -1.
                    + (observed == null || observed < 0 ? "" : "; its status is about generation " + observed);
        }
        return notEnforced()
                .filter(refused -> status.holds(READY))
                .or(() -> status.condition(READY))
                .map(Condition::getMessage)
                .orElse("");
    }

    /** {@code synced/desired}, or a dash. */
    public String nodes() {
        NodeCounts nodes = status.nodes();
        return nodes == null ? "-" : nodes.summary();
    }

    /** Returns whether only a change of its spec helps. */
    public boolean isStalled() {
        return isSeen() && status.holds("Stalled");
    }

    private boolean isSeen() {
        Long observed = status.observedGeneration();
        return observed != null && observed == generation;
    }

    /** Why the API server does not do what a policy, or a block of all pods, asks. */
    private Optional<Condition> notEnforced() {
        return subject.kind() == Kind.SECCOMP_PROFILE
                ? Optional.empty()
                : status.condition(ENFORCED)
                        .filter(one -> "False".equals(one.getStatus()))
                        .filter(one -> !AS_ASKED.contains(Objects.requireNonNullElse(one.getReason(), "")));
    }
}
