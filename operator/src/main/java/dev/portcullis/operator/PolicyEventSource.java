package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.operator.enforcement.PolicyEnforcement;
import dev.portcullis.operator.rendering.CeilingCheck;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Triggers the reconciliation of a policy when its profile or the ceiling changes, or a policy that can govern the same
 * pods.
 */
final class PolicyEventSource extends AbstractEventSource<SeccompProfile, CapabilityPolicy>
        implements ResourceEventAware<CapabilityPolicy> {

    private final Cache<CapabilityPolicy> policies;
    private final ProfileGraph profiles;
    private final CeilingCheck ceiling;
    private final PolicyEnforcement enforcement;
    private final RenderResults results;

    PolicyEventSource(
            Cache<CapabilityPolicy> policies,
            ProfileGraph profiles,
            CeilingCheck ceiling,
            PolicyEnforcement enforcement,
            RenderResults results) {
        super(SeccompProfile.class, "references");
        this.policies = policies;
        this.profiles = profiles;
        this.ceiling = ceiling;
        this.enforcement = enforcement;
        this.results = results;
    }

    @Override
    public void start() {
        super.start();
        profiles.listen(this::profilesChanged);
        results.call(Kind.CAPABILITY_POLICY, name -> getEventHandler().handleEvent(new Event(new ResourceID(name))));
    }

    @Override
    public void onResourceCreated(CapabilityPolicy policy) {
        callForThoseMet(policy);
    }

    @Override
    public void onResourceUpdated(CapabilityPolicy policy, CapabilityPolicy before) {
        if (!Objects.equals(
                policy.getMetadata().getGeneration(), before.getMetadata().getGeneration())) {
            callForThoseMet(before);
            callForThoseMet(policy);
        }
    }

    @Override
    public void onResourceDeleted(CapabilityPolicy policy) {
        results.forget(Subject.policy(policy.getMetadata().getName()));
        callForThoseMet(policy);
    }

    @Override
    public Set<SeccompProfile> getSecondaryResources(CapabilityPolicy policy) {
        return Set.of();
    }

    private void profilesChanged(Set<String> names) {
        boolean judgedAgain = ceiling.isChangedBy(names);
        call(policy -> policy.getSpec().hasSeccompProfile()
                && (judgedAgain || names.contains(policy.getSpec().seccompProfile())));
    }

    private void callForThoseMet(CapabilityPolicy policy) {
        call(other -> enforcement.meet(policy, other));
    }

    private void call(Predicate<CapabilityPolicy> concerned) {
        policies.list(concerned)
                .forEach(policy -> getEventHandler().handleEvent(new Event(ResourceID.fromResource(policy))));
    }
}
