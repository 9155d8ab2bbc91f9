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
import org.jspecify.annotations.Nullable;

/**
 * What a policy demands of the containers that it governs: they add nothing but what is allowed, they drop what the policy
 * drops, none is privileged unless everything is allowed, and their seccomp profile is as the policy wants it. A container
 * that keeps to this holds no capability beyond the policy's, whichever of the two lists it writes how.
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
 * @param seccomp what the seccomp profile of a container has to be
 * @param localhostProfile the policy's seccomp file as pods name it; null when it has none or not every node has had it
 */
public record Requirements(
        String policy,
        List<String> allowed,
        boolean addAll,
        boolean everything,
        boolean dropAll,
        List<String> drop,
        CapabilityAdjustment fill,
        SeccompDemand seccomp,
        @Nullable String localhostProfile) {

    private static final String ALL = "ALL";

    /** Copies what it is given. */
    public Requirements {
        allowed = List.copyOf(allowed);
        drop = List.copyOf(drop);
    }

    /**
     * What this policy demands.
     *
     * @param seccompAvailable whether the seccomp file has been on every node; before that, only {@code Unconfined} is
     *     refused where the file is demanded
     * @throws IllegalArgumentException if the spec names a capability or a runtime that there is not, or the runtime would
     *     not start such containers; the message says which
     */
    public static Requirements of(String name, CapabilityPolicySpec spec, boolean seccompAvailable) {
        CapabilityAdjustment lists = spec.adjustment();
        Adjustment adjustment = Adjustment.of(lists.added(), lists.dropped());
        CapabilitySet set = RuntimeDefaults.named(spec.runtime())
                .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + spec.runtime()))
                .apply(adjustment);
        boolean everything = set.containsAll(CapabilitySet.ALL);
        List<String> drop = adjustment.dropAll() ? List.of() : names(adjustment.drop());
        boolean available = spec.hasSeccompProfile() && seccompAvailable;
        SeccompDemand demand = spec.seccompDemand();
        return new Requirements(
                name,
                names(set),
                adjustment.addAll() || everything,
                everything,
                adjustment.dropAll(),
                drop,
                new CapabilityAdjustment(
                        adjustment.addAll() && !adjustment.dropAll()
                                ? List.of(ALL)
                                : names(adjustment.add().intersect(set)),
                        adjustment.dropAll() ? List.of(ALL) : drop),
                demand == SeccompDemand.PROFILE && !available ? SeccompDemand.NOT_UNCONFINED : demand,
                available ? Rendition.localhostProfile(Kind.CAPABILITY_POLICY, name) : null);
    }

    private static List<String> names(CapabilitySet set) {
        return set.capabilities().stream().sorted().map(Capability::name).toList();
    }
}
