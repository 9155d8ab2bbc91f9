package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.policy.PolicyRenderer;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Tombstones;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.usage.PodList;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One controller for each kind of object, on what they share. */
final class Controllers {

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Rollouts rollouts;
    private final StuckReconciliations stuck;
    private final Clock clock;
    private final NodeWatch nodes;
    private final StatusPace pace = new StatusPace();
    private final SeccompProfiles profiles = new SeccompProfiles();
    private final Deletions deletions;
    private final Releases releases;
    private final EventRecorder events;

    Controllers(
            KubernetesClient client,
            OperatorSettings settings,
            Rollouts rollouts,
            StuckReconciliations stuck,
            BooleanSupplier leads,
            Clock clock) {
        this.client = client;
        this.settings = settings;
        this.rollouts = rollouts;
        this.stuck = stuck;
        this.clock = clock;
        this.deletions = new Deletions(new PodList(client)::users, clock);
        this.events = new EventRecorder(client, settings.identity(), clock);
        this.nodes = new NodeWatch(client, settings, rollouts, events, leads, clock);
        this.releases = new Releases(
                new Tombstones(client, settings.namespace()), nodes::reachedByAll, rollouts::desired, leads, clock);
    }

    void register(Operator operator) {
        Renderer renderer = new Renderer(settings.listenerDirectory());
        operator.register(
                new SeccompProfileReconciler(
                        renderer, profiles, distribution(Kind.SECCOMP_PROFILE, SeccompProfile::new), stuck),
                controller -> controller.withItemStore(slim(SeccompProfile::new)));
        operator.register(
                new CapabilityPolicyReconciler(
                        new PolicyRenderer(renderer),
                        profiles,
                        distribution(Kind.CAPABILITY_POLICY, CapabilityPolicy::new),
                        enforcement(),
                        stuck,
                        clock),
                controller -> controller.withItemStore(slim(CapabilityPolicy::new)));
    }

    /** Begins what is done beside the reconciliations. */
    void start() {
        releases.start();
    }

    /** Ends it. */
    void stop() {
        releases.close();
    }

    private <P extends CustomResource<?, S>, S extends RenditionStatus> Distribution<P, S> distribution(
            Kind kind, Supplier<P> empty) {
        return new Distribution<>(
                kind,
                settings.namespace(),
                nodes,
                rollouts,
                pace,
                deletions,
                releases,
                new StatusWriter<>(events, empty),
                clock);
    }

    private PolicyEnforcement enforcement() {
        return new PolicyEnforcement(
                settings.enforcement() ? Optional.of(AdmissionObjects.on(client)) : Optional.empty(),
                settings.policies(),
                events);
    }

    /** What only other clients read is not kept in memory: for a profile it is as large as the spec. */
    private static <S, T, P extends CustomResource<S, T>> ItemStore<P> slim(Supplier<P> empty) {
        return new TransformingItemStore<>(object -> {
            Map<String, String> annotations = new HashMap<>(object.getMetadata().getAnnotations());
            annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
            P slim = empty.get();
            slim.setMetadata(object.getMetadata().toBuilder()
                    .withAnnotations(annotations)
                    .withManagedFields(new ArrayList<>())
                    .build());
            slim.setSpec(object.getSpec());
            slim.setStatus(object.getStatus());
            return slim;
        });
    }
}
