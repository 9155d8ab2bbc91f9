package dev.portcullis.cli.observe;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.observation.Observations;
import dev.portcullis.observation.Suggestion;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An observation, and what all nodes tell of it.
 *
 * @param name its name
 * @param spec what is observed
 * @param seen what was seen so far
 */
record Recording(String name, ProfileObservationSpec spec, Observations seen) {

    /**
     * Reads it.
     *
     * @throws ClusterException when there is none, or the cluster does not answer
     */
    static Recording read(String name, ConnectedCluster cluster) {
        ProfileObservation found = cluster.object(ProfileObservation.class, name);
        List<NodeObservation> nodes = cluster.ask(
                "list nodeobservations",
                client -> client.resources(NodeObservation.class).list().getItems());
        return of(found, nodes);
    }

    /** An observation, with what is its own of all that nodes tell. */
    static Recording of(ProfileObservation object, List<NodeObservation> nodes) {
        return new Recording(
                object.getMetadata().getName(),
                object.getSpec(),
                Observations.of(nodes.stream()
                        .filter(node -> isOf(object, node))
                        .map(NodeObservation::getStatus)
                        .filter(Objects::nonNull)
                        .toList()));
    }

    /** By its owner, and not by its name: another observation may have had the same. */
    static boolean isOf(ProfileObservation object, NodeObservation node) {
        return node.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(object.getMetadata().getUid()));
    }

    /** Refuses to go on while nothing was seen. */
    Recording seenSomething() {
        if (seen.syscalls().isEmpty()) {
            throw new ClusterException("nothing was seen of ProfileObservation " + name + " yet; pods have to start"
                    + " under portcullis/observed/" + name + ".json, on a node with an observer");
        }
        return this;
    }

    /** Why the profile may allow less than the programs need, in notes. */
    List<String> gaps(Suggestion suggestion) {
        List<String> gaps = new ArrayList<>();
        if (seen.lost() > 0) {
            gaps.add("calls were lost, so that the profile may lack some: " + String.join("; ", seen.lostReasons()));
        }
        if (!suggestion.unnamed().isEmpty()) {
            gaps.add("no rule allows calls that this build knows no name of: " + NameList.of(suggestion.unnamed()));
        }
        return gaps;
    }
}
