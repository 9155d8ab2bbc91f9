package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.operator.rendering.CeilingCheck;
import dev.portcullis.operator.rendering.Dependents;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Triggers the reconciliation of every profile that builds on a changed, created or deleted one; of all profiles if the
 * ceiling is changed.
 */
final class BaseProfileEventSource extends AbstractEventSource<SeccompProfile, SeccompProfile>
        implements ResourceEventAware<SeccompProfile> {

    private final Dependents dependents = new Dependents();
    private final Cache<SeccompProfile> cache;
    private final ProfileGraph profiles;
    private final CeilingCheck ceiling;
    private final RenderResults results;

    BaseProfileEventSource(
            Cache<SeccompProfile> cache, ProfileGraph profiles, CeilingCheck ceiling, RenderResults results) {
        super(SeccompProfile.class, "base-profiles");
        this.cache = cache;
        this.profiles = profiles;
        this.ceiling = ceiling;
        this.results = results;
    }

    /** JOSDK calls this once the cache of the profiles themselves is filled (EventSourceManager.start). */
    @Override
    public void start() {
        super.start();
        profiles.read(cache);
        results.call(Kind.SECCOMP_PROFILE, this::call);
    }

    @Override
    public void onResourceCreated(SeccompProfile profile) {
        dependents.set(name(profile), ProfileGraph.bases(profile));
        callForDependents(profile);
    }

    @Override
    public void onResourceUpdated(SeccompProfile profile, SeccompProfile before) {
        if (!Objects.equals(
                profile.getMetadata().getGeneration(), before.getMetadata().getGeneration())) {
            dependents.set(name(profile), ProfileGraph.bases(profile));
            callForDependents(profile);
        }
    }

    @Override
    public void onResourceDeleted(SeccompProfile profile) {
        dependents.set(name(profile), List.of());
        results.forget(Subject.profile(name(profile)));
        callForDependents(profile);
    }

    @Override
    public Set<SeccompProfile> getSecondaryResources(SeccompProfile profile) {
        return Set.of();
    }

    private void callForDependents(SeccompProfile profile) {
        Set<String> concerned = dependents.of(name(profile));
        Set<String> changed = new HashSet<>(concerned);
        changed.add(name(profile));
        if (ceiling.isChangedBy(changed)) {
            cache.keys().map(ResourceID::getName).forEach(this::call);
        } else {
            concerned.forEach(this::call);
        }
        profiles.changed(changed);
    }

    private void call(String name) {
        getEventHandler().handleEvent(new Event(new ResourceID(name)));
    }

    private static String name(SeccompProfile profile) {
        return profile.getMetadata().getName();
    }
}
