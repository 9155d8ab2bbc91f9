package dev.portcullis.operator;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.seccomp.Finding;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an object's status is written, and where what people must know of it is told. */
final class StatusWriter<P extends CustomResource<?, S>, S extends RenditionStatus> {

    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);

    private final EventRecorder events;
    private final Supplier<P> empty;

    /**
     * A writer for one kind.
     *
     * @param empty makes an object of it
     */
    StatusWriter(EventRecorder events, Supplier<P> empty) {
        this.events = events;
        this.empty = empty;
    }

    /** Applies the whole status; fields that it leaves out are removed. */
    void write(P object, S status, Outcome outcome, Context<P> context) {
        List<Finding> errors = outcome.errors();
        if (!errors.isEmpty() && isNews(object.getStatus(), status)) {
            events.warn(object, errors.getFirst().code().reason(), StatusFold.refusal(errors));
        }
        status.condition(Conditions.IN_USE)
                .filter(inUse -> !sameStatus(object.getStatus(), inUse))
                .ifPresent(inUse -> events.warn(object, inUse.getReason(), inUse.getMessage()));
        P fresh = empty.get();
        fresh.setMetadata(
                new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
        fresh.setStatus(status);
        PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(object, fresh, context);
        Condition ready = status.condition(Conditions.READY).orElseThrow();
        log.atInfo()
                .addKeyValue("kind", object.getKind())
                .addKeyValue("name", object.getMetadata().getName())
                .addKeyValue("generation", object.getMetadata().getGeneration())
                .addKeyValue("ready", ready.getStatus())
                .addKeyValue("reason", ready.getReason())
                .log("{}", ready.getMessage());
    }

    /** Which pods there are changes; that there are any is news once. */
    private static boolean sameStatus(@Nullable RenditionStatus before, Condition condition) {
        return before != null
                && before.condition(condition.getType())
                        .filter(c -> c.getStatus().equals(condition.getStatus()))
                        .isPresent();
    }

    private static boolean isNews(@Nullable RenditionStatus before, RenditionStatus status) {
        return before == null || !before.condition(Conditions.RENDERED).equals(status.condition(Conditions.RENDERED));
    }
}
