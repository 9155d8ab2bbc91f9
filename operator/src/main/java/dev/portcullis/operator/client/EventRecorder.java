package dev.portcullis.operator.client;

import dev.portcullis.rendition.Digest;
import dev.portcullis.wording.Excerpt;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports on objects through Kubernetes Events. An Event that cannot be written never stops the work. */
public final class EventRecorder {

    /** Events on cluster-scoped objects live here (ValidateEventV1 in the API server). */
    private static final String NAMESPACE = "default";

    private static final String COMPONENT = "portcullis-operator";
    /** The API server refuses more. */
    private static final int MAX_MESSAGE = 1024;

    private static final int SUFFIX = 16;
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

    private final KubernetesClient client;
    private final String identity;
    private final Clock clock;

    public EventRecorder(KubernetesClient client, String identity, Clock clock) {
        this.client = client;
        this.identity = identity;
        this.clock = clock;
    }

    /** Records a Warning about a Node. */
    public void warn(String node, @Nullable String uid, String reason, String message) {
        warn(
                new NodeBuilder()
                        .withNewMetadata()
                        .withName(node)
                        .withUid(uid)
                        .endMetadata()
                        .build(),
                reason,
                message);
    }

    /** Records a Warning. Repeating the same warning about the same generation makes no second Event. */
    public void warn(HasMetadata about, String reason, String message) {
        record("Warning", about, reason, message);
    }

    /** Records news that are no reason to worry. Repeating them makes no second Event either. */
    public void tell(HasMetadata about, String reason, String message) {
        record("Normal", about, reason, message);
    }

    private void record(String type, HasMetadata about, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String shortened = Excerpt.of(message, MAX_MESSAGE, Excerpt.ELLIPSIS);
        Event event = new EventBuilder()
                .withNewMetadata()
                .withName(eventName(about, reason, shortened))
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .withResourceVersion(about.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(shortened)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withReportingInstance(identity)
                .build();
        try {
            ServerSideApply.apply(client, event);
        } catch (KubernetesClientException e) {
            log.atWarn()
                    .addKeyValue("object", about.getMetadata().getName())
                    .log("cannot record an Event: {}", e.getMessage());
        }
    }

    private static String eventName(HasMetadata about, String reason, String message) {
        String identity = about.getMetadata().getUid() + about.getMetadata().getGeneration() + reason + message;
        return about.getMetadata().getName() + "." + Digest.sha256(identity).substring(0, SUFFIX);
    }
}
