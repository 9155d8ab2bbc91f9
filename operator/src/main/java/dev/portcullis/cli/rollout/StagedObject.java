package dev.portcullis.cli.rollout;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object as the cluster has it.
 *
 * @param subject its kind and name
 * @param generation of its spec
 * @param last the last change that went out by stages; null for none
 */
record StagedObject(
        Subject subject, long generation, @Nullable RolloutStatus last) {

    private static final String POLICY = "policy/";

    /** The object that a command line names: the name of a profile, or that of a policy after {@code policy/}. */
    static Optional<Subject> parse(String word) {
        Subject subject =
                word.startsWith(POLICY) ? Subject.policy(word.substring(POLICY.length())) : Subject.profile(word);
        return subject.name().isEmpty() || subject.name().contains("/") ? Optional.empty() : Optional.of(subject);
    }

    /** Reads it. */
    static StagedObject read(Subject subject, ConnectedCluster cluster) {
        CustomResource<?, ? extends RenditionStatus> found = cluster.object(type(subject.kind()), subject.name());
        RenditionStatus status = found.getStatus();
        return new StagedObject(subject, found.getMetadata().getGeneration(), status == null ? null : status.rollout());
    }

    /**
     * The change that is under way.
     *
     * @throws ClusterException when there is none, or the operator has not looked at the newest spec yet
     */
    RolloutStatus underWay() {
        if (last == null) {
            throw new ClusterException("no change of " + subject + " has gone out by stages");
        }
        if (last.generation() != generation) {
            throw new ClusterException("the operator has not begun with generation " + generation + " of " + subject
                    + " yet; its status is about generation " + last.generation());
        }
        return last;
    }

    /** Sets an annotation. */
    void annotate(String annotation, String value, ConnectedCluster cluster) {
        String patch = "{\"metadata\":{\"annotations\":{\"" + annotation + "\":\"" + value + "\"}}}";
        cluster.ask(
                "patch " + HasMetadata.getPlural(type(subject.kind())), client -> client.resources(type(subject.kind()))
                        .withName(subject.name())
                        .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    private static Class<? extends CustomResource<?, ? extends RenditionStatus>> type(Kind kind) {
        return switch (kind) {
            case SECCOMP_PROFILE -> SeccompProfile.class;
            case CAPABILITY_POLICY -> CapabilityPolicy.class;
            case SYSCALL_BLOCK, PROFILE_OBSERVATION ->
                throw new IllegalArgumentException("a " + kind.label() + " is never staged");
        };
    }
}
