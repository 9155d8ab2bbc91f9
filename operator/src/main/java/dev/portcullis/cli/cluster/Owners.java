package dev.portcullis.cli.cluster;

import dev.portcullis.usage.RunningContainer;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what to restart. A Deployment's pods belong to a ReplicaSet of it; whoever may not read ReplicaSets gets the
 * Deployment that their name tells of. Every ReplicaSet is read once.
 */
final class Owners {

    /** A Deployment's ReplicaSet ends in the hash of its pod template, in these characters (util/rand, SafeEncodeString). */
    private static final Pattern OF_DEPLOYMENT = Pattern.compile("(.+)-[bcdfghjklmnpqrstvwxz2456789]{1,10}");

    private static final String REPLICA_SET = "ReplicaSet";

    private final ConnectedCluster cluster;
    private final Map<String, RunningContainer.Owner> known = new HashMap<>();
    private boolean refused;

    Owners(ConnectedCluster cluster) {
        this.cluster = cluster;
    }

    /** The controller to restart; null for a bare pod. */
    RunningContainer.@Nullable Owner of(RunningContainer container) {
        RunningContainer.Owner owner = container.owner();
        return owner == null || !owner.kind().equals(REPLICA_SET)
                ? owner
                : known.computeIfAbsent(
                        container.namespace() + "/" + owner.name(), name -> find(container.namespace(), owner));
    }

    private RunningContainer.Owner find(String namespace, RunningContainer.Owner owner) {
        if (!refused) {
            try {
                ReplicaSet found = cluster.client()
                        .apps()
                        .replicaSets()
                        .inNamespace(namespace)
                        .withName(owner.name())
                        .get();
                if (found != null) {
                    return controller(found).orElse(owner);
                }
            } catch (KubernetesClientException e) {
                refused = true;
            }
        }
        return byName(owner);
    }

    private static Optional<RunningContainer.Owner> controller(ReplicaSet replicaSet) {
        return replicaSet.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .filter(reference -> reference.getKind().equals("Deployment"))
                .map(OwnerReference::getName)
                .map(name -> new RunningContainer.Owner("Deployment", name))
                .findFirst();
    }

    /** The Deployment that a ReplicaSet's name tells of. */
    static RunningContainer.Owner byName(RunningContainer.Owner replicaSet) {
        return Optional.of(OF_DEPLOYMENT.matcher(replicaSet.name()))
                .filter(Matcher::matches)
                .map(name -> new RunningContainer.Owner("Deployment", name.group(1)))
                .orElse(replicaSet);
    }
}
