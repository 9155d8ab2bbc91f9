package dev.portcullis.cli.doctor;

import dev.portcullis.cli.fleet.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was looked at.
 *
 * @param ownVersion this program's version
 * @param namespace where operator and agents run
 * @param now by the API server's clock, or this machine's where that is not told
 * @param serverVersion the API server's version, such as {@code v1.37.0}
 * @param answerTook how long the API server took for one small answer
 * @param clockAhead how far this machine's clock is ahead of the API server's
 * @param kinds the plurals of the kinds of ours that the API server knows; none where the group is unknown
 * @param admissionKinds those of admission policies
 * @param peerKinds those of the security-profiles-operator
 * @param operator the operator's Deployment
 * @param agents the agents' DaemonSet
 * @param leader the operator's Lease
 * @param nodes the names of nodes that should have an agent
 * @param heartbeats when each node's kubelet last said that it lives, by the node's clock
 * @param policies the names of ValidatingAdmissionPolicies
 * @param bindings the policies that bindings put in force, by the names of bindings
 * @param rights what the user may not do
 * @param programRights what operator and agents may not do, and have to
 * @param refusals the pods that CapabilityPolicies have kept objects from making of late
 * @param fleet objects, reports and agents; null where these kinds are not there, or may not be listed
 */
record Examination(
        String ownVersion,
        String namespace,
        Instant now,
        Look<String> serverVersion,
        Duration answerTook,
        Look<Duration> clockAhead,
        Look<Set<String>> kinds,
        Look<Set<String>> admissionKinds,
        Look<Set<String>> peerKinds,
        Look<Optional<Part>> operator,
        Look<Optional<Part>> agents,
        Look<Optional<Term>> leader,
        Look<List<String>> nodes,
        Look<Map<String, Instant>> heartbeats,
        Look<List<String>> policies,
        Look<List<String>> bindings,
        List<Right> rights,
        Look<List<Right>> programRights,
        Look<List<Refusal>> refusals,
        @Nullable Fleet fleet) {

    /**
     * A Deployment or DaemonSet.
     *
     * @param name of the object
     * @param wanted number of pods
     * @param ready number of pods that are ready
     * @param image of its container
     * @param account the service account of its pods; empty for the usual one
     * @param settings its environment, as far as the object says it in words
     */
    record Part(String name, int wanted, int ready, String image, String account, Map<String, String> settings) {

        /** A part with the usual service account and settings. */
        Part(String name, int wanted, int ready, String image) {
            this(name, wanted, ready, image, "", Map.of());
        }
    }

    /**
     * What the Lease says.
     *
     * @param holder who leads; empty for nobody
     * @param renewed when that was last confirmed, by the leader's clock
     * @param length how long it holds
     */
    record Term(String holder, @Nullable Instant renewed, Duration length) {}

    /**
     * A right that somebody does not have.
     *
     * @param words what it would allow, such as {@code list nodesyncs}
     * @param purpose the commands that need it, or whose it should be
     */
    record Right(String words, String purpose) {}

    /**
     * Pods that were refused.
     *
     * @param owner the object that wanted them, such as {@code ReplicaSet shop/web-5d9c7b}
     * @param policy the CapabilityPolicy
     * @param objection what it has against them
     */
    record Refusal(String owner, String policy, String objection) {}
}
