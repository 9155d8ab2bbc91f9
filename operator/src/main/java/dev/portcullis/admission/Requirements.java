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
 * A policy's demands on the containers that it governs: they add only what is allowed, drop what the policy drops, are
 * privileged only if everything is allowed, and have the seccomp profile that the policy demands. A container that
 * complies holds no capability beyond the policy's, however it writes its two lists and whatever its node's runtime: so
 * it must also drop what some runtime gives by default and the policy does not.
 *
 * <p>Names are written as Kubernetes expects them, in capitals and without {@code CAP_}, because containerd adds that
 * prefix unconditionally ({@code internal/cri/opts/spec_opts.go}, WithCapabilities).
 *
 * @param policy the policy's name
 * @param allowed the capabilities that a container may add, by number: the set that the policy gives
 * @param addAll whether it may also add {@code ALL}
 * @param everything whether it may have every capability, and so be privileged
 * @param dropAll whether containers must drop {@code ALL}
 * @param drop otherwise the capabilities that they must drop, by number; {@code ALL} complies too
 * @param fill what a container gets that says nothing of capabilities
 * @param notFilled what the policy adds but such a container does not get; {@code ALL} or names, by number
 * @param seccomp the demand on the seccomp profile of a container
 * @param localhostProfile the policy's seccomp file as pods name it; null when it has none or pods are not sent to it yet
 * @param waits whether there is such a file to which pods are not sent yet
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

    /** The policy's demands with the default settings for filling in. */
    public static Requirements of(String name, CapabilityPolicySpec spec, boolean seccompAvailable) {
        return of(name, spec, seccompAvailable, Fillable.DEFAULTS);
    }

    /**
     * The policy's demands.
     *
     * @param seccompAvailable whether pods are sent to the seccomp file; before that, any profile will do for the file
     * @param fillable what containers that say nothing of capabilities may get
     * @throws IllegalArgumentException if the spec names an unknown capability or runtime, or the runtime would not
     *     start such containers; the message says which
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

    /** The seccomp profile for a pod that sets none; while the file is not available, the next best. */
    Optional<SeccompSetting> filledProfile() {
        return localhostProfile != null
                ? Optional.of(SeccompSetting.localhost(localhostProfile))
                : Optional.of(SeccompSetting.RUNTIME_DEFAULT).filter(setting -> waits);
    }

    /** Returns whether {@code drop: [ALL]} plus added capabilities takes fewer names than dropping one by one. */
    private static boolean isShorterAsAll(CapabilitySet drop, CapabilitySet surplus, CapabilitySet set) {
        return !surplus.minus(drop).isEmpty()
                && 1 + set.capabilities().size()
                        < drop.union(surplus).capabilities().size();
    }

    private static List<String> names(CapabilitySet set) {
        return set.capabilities().stream().sorted().map(Capability::name).toList();
    }
}
