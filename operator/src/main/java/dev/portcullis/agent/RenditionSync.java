package dev.portcullis.agent;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Carries lists and events of ConfigMaps over to the directory, and knows up to which revision that is done. */
final class RenditionSync {

    private static final int MAX_RESTARTS = 3;

    private final RenditionSource source;
    private final NodeInfo node;
    private final Inventory inventory;
    private final Applier applier;
    private final DriftRepair driftRepair;
    private final Heartbeat heartbeat;
    private final BooleanSupplier closing;
    private long seen;
    private long nodes;

    RenditionSync(
            RenditionSource source,
            NodeInfo node,
            Inventory inventory,
            Applier applier,
            DriftRepair driftRepair,
            Heartbeat heartbeat,
            BooleanSupplier closing) {
        this.source = source;
        this.node = node;
        this.inventory = inventory;
        this.applier = applier;
        this.driftRepair = driftRepair;
        this.heartbeat = heartbeat;
        this.closing = closing;
    }

    /** The revision up to which everything was tried. */
    long seen() {
        return seen;
    }

    /** How many nodes the newest ConfigMap says there are. */
    long nodes() {
        return nodes;
    }

    /**
     * Lists everything, applies page by page, and keeps as an orphan what is not in the list. The list is the truth even where its
     * revisions are lower than those applied before, as after a restore of etcd.
     *
     * @return false when it was left because the agent is closing
     */
    boolean list() {
        for (int restarts = 0; ; restarts++) {
            try {
                return listOnce();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_GONE || restarts == MAX_RESTARTS) {
                    throw e;
                }
            }
        }
    }

    /** Applies one event of a watch; whether it is worth a report: the end of a tombstone says nothing new. */
    boolean event(String type, ConfigMap configMap) {
        long revision = Carrier.revision(configMap);
        boolean gone = type.equals("DELETED");
        boolean telling = !type.equals("BOOKMARK") && !(gone && Tombstone.is(configMap));
        if (!type.equals("BOOKMARK")) {
            heartbeat.item();
            List<String> keys = NodeDelivery.keys(configMap.getMetadata().getName());
            // A retry may have fetched a newer one already.
            if (inventory.newest(keys) <= revision) {
                if (gone && !Tombstone.is(configMap)) {
                    keys.forEach(key -> applier.abandon(key, revision));
                } else {
                    nodes = Carrier.nodes(configMap);
                    applier.apply(NodeDelivery.of(configMap, node));
                }
            }
        }
        seen = Math.max(seen, revision);
        return telling;
    }

    private boolean listOnce() {
        Set<String> listed = new HashSet<>();
        heartbeat.item();
        try {
            // At the end of a page, not of each file: nothing is reported before the list is complete.
            long[] newest = {0};
            seen = source.list(
                    configMap -> {
                        if (closing.getAsBoolean()) {
                            throw new CancellationException();
                        }
                        heartbeat.item();
                        NodeDelivery delivery = NodeDelivery.of(configMap, node);
                        listed.addAll(delivery.keys());
                        applier.apply(delivery);
                        if (delivery.revision() > newest[0]) {
                            newest[0] = delivery.revision();
                            nodes = Carrier.nodes(configMap);
                        }
                    },
                    applier::commit);
        } catch (CancellationException e) {
            applier.commit();
            return false;
        }
        inventory.without(listed).forEach(key -> applier.abandon(key, seen));
        driftRepair.noteUnknown(seen);
        applier.commit();
        return true;
    }
}
