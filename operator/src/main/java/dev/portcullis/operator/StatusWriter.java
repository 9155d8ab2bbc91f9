package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.seccomp.Rendering;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a profile's status is written, and where what people must know of it is told. */
final class StatusWriter {

    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);

    private final EventRecorder events;

    StatusWriter(EventRecorder events) {
        this.events = events;
    }

    /** Applies the whole status; fields that it leaves out are removed. */
    void write(
            SeccompProfile profile, SeccompProfileStatus status, Rendering rendering, Context<SeccompProfile> context) {
        if (rendering instanceof Rendering.Refused refused && isNews(profile.getStatus(), status)) {
            events.warn(profile, refused.findings().getFirst().code().reason(), StatusFold.refusal(refused.findings()));
        }
        SeccompProfile fresh = new SeccompProfile();
        fresh.setMetadata(new ObjectMetaBuilder()
                .withName(profile.getMetadata().getName())
                .build());
        fresh.setStatus(status);
        PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(profile, fresh, context);
        Condition ready = status.condition(StatusFold.READY).orElseThrow();
        log.atInfo()
                .addKeyValue("profile", profile.getMetadata().getName())
                .addKeyValue("generation", status.observedGeneration())
                .addKeyValue("ready", ready.getStatus())
                .addKeyValue("reason", ready.getReason())
                .log("{}", ready.getMessage());
    }

    private static boolean isNews(@Nullable SeccompProfileStatus before, SeccompProfileStatus status) {
        return before == null || !before.condition(StatusFold.RENDERED).equals(status.condition(StatusFold.RENDERED));
    }
}
