package dev.portcullis.admission;

import dev.portcullis.api.CapabilityAdjustment;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompDemand;
import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.Capability;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy's demands on the containers that it governs: they add nothing but what is allowed, they drop what the policy
 * drops, none is privileged unless everything is allowed, and their seccomp profile is as the policy wants it. A
 * container that keeps to this holds no capability beyond the policy's, whichever of the two lists it writes how, and
 * whichever runtime its node has: what some runtime gives by itself and the policy does not, has to be dropped too.
 *
 * <p>Names are written as Kubernetes wants them, in capitals and without {@code CAP_}, because containerd puts that in
 * front without looking ({@code internal/cri/opts/spec_opts.go}, WithCapabilities).
 *
 * @param policy the policy's name
 * @param allowed what a container may add, by number: the set that the policy gives
 * @param addAll whether it may also add {@code ALL}
 * @param everything whether it may have every capability, and so be privileged
 * @param dropAll whether containers must drop {@code ALL}
 * @param drop otherwise the single capabilities that they must drop, by number; {@code ALL} does as well
 * @param fill what a container gets that says nothing of capabilities
 * @param notFilled what the policy adds, and that container does not get; {@code ALL} or names, by number
 * @param seccomp what the seccomp profile of a container has to be
 * @param localhostProfile the policy's seccomp file as pods name it; null when it has none or pods are not sent to it yet
 * @param waits whether there is such a file, and pods are not sent to it yet
 */
public record Requirements(
        String policy,
        List<String> allowed,
        boolean addAll,
        boolean everything,
        boolean dropAll,
        List<String> drop,
        CapabilityAdjustment fill,
        List<String> notFilled,
        SeccompDemand seccomp,
        @Nullable String localhostProfile,
        boolean waits) {

    /** Copies what it is given. */
    public Requirements {
        allowed = List.copyOf(allowed);
        drop = List.copyOf(drop);
        notFilled = List.copyOf(notFilled);
    }

    /** This policy's demands with the default settings for filling in. */
    public static Requirements of(String name, CapabilityPolicySpec spec, boolean seccompAvailable) {
        return of(name, spec, seccompAvailable, Fillable.DEFAULTS);
    }

    /**
     * This policy's demands.
     *
     * @param seccompAvailable whether pods are sent to the seccomp file; before that, where the file is demanded any will do
     * @param fillable what containers that say nothing may be given
     * @throws IllegalArgumentException if the spec names a capability or a runtime that there is not, or the runtime would
     *     not start such containers; the message says which
     */
    public static Requirements of(String name, CapabilityPolicySpec spec, boolean seccompAvailable, Fillable fillable) {
        CapabilityAdjustment lists = spec.adjustment();
        Adjustment adjustment = Adjustment.of(lists.added(), lists.dropped());
        CapabilitySet set = RuntimeDefaults.named(spec.runtime())
                .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + spec.runtime()))
                .apply(adjustment);
        boolean everything = set.containsAll(CapabilitySet.ALL);
        CapabilitySet surplus = RuntimeDefaults.underAny().minus(set);
        boolean dropAll = adjustment.dropAll() || isShorterAsAll(adjustment.drop(), surplus, set);
        List<String> drop = dropAll ? List.of() : names(adjustment.drop().union(surplus));
        boolean available = spec.hasSeccompProfile() && seccompAvailable;
        SeccompDemand demand = spec.seccompDemand();
        CapabilitySet asked =
                dropAll || adjustment.addAll() ? set : adjustment.add().intersect(set);
        Fillable.Share add = fillable.of(adjustment.addAll() && !dropAll, asked);
        return new Requirements(
                name,
                names(set),
                adjustment.addAll() || everything,
                everything,
                dropAll,
                drop,
                new CapabilityAdjustment(add.given(), dropAll ? List.of("ALL") : drop),
                add.left(),
                demand == SeccompDemand.PROFILE && !available ? SeccompDemand.CONFINED : demand,
                available ? Rendition.localhostProfile(Kind.CAPABILITY_POLICY, name) : null,
                spec.hasSeccompProfile() && !available);
    }

    /** The seccomp profile that a pod gets that says nothing of one; while the file is waited for, the next best. */
    Optional<SeccompSetting> filledProfile() {
        return localhostProfile != null
                ? Optional.of(SeccompSetting.localhost(localhostProfile))
                : Optional.of(SeccompSetting.RUNTIME_DEFAULT).filter(setting -> waits);
    }

    /** Returns whether {@code drop: [ALL]}, with what is left added again, says in fewer names what must be dropped. */
    private static boolean isShorterAsAll(CapabilitySet drop, CapabilitySet surplus, CapabilitySet set) {
        return !surplus.minus(drop).isEmpty()
                && 1 + set.capabilities().size()
                        < drop.union(surplus).capabilities().size();
    }

    private static List<String> names(CapabilitySet set) {
        return set.capabilities().stream().sorted().map(Capability::name).toList();
    }
}
