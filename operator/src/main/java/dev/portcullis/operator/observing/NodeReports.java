package dev.portcullis.operator.observing;

import dev.portcullis.api.NodeObservationStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What each node has told of each observation, compressed: as objects, the names of a thousand nodes' syscalls would take
 * hundreds of megabytes.
 */
final class NodeReports {

    private record Reports(Map<String, byte[]> ofNodes, long version) {}

    private final KubernetesSerialization json;
    private final Map<String, Reports> all = new TreeMap<>();
    private long changes;

    NodeReports(KubernetesSerialization json) {
        this.json = json;
    }

    /**
     * Takes what a node tells now.
     *
     * @param uid the observation's
     * @param object the name of the node's object
     */
    void put(String uid, String object, NodeObservationStatus status) {
        byte[] compressed = compressed(status);
        synchronized (this) {
            Map<String, byte[]> ofNodes = all.containsKey(uid) ? all.get(uid).ofNodes : new TreeMap<>();
            ofNodes.put(object, compressed);
            all.put(uid, new Reports(ofNodes, ++changes));
        }
    }

    /** Takes note that a node's object is gone. */
    synchronized void remove(String uid, String object) {
        Reports reports = all.get(uid);
        if (reports != null && reports.ofNodes.remove(object) != null) {
            all.put(uid, new Reports(reports.ofNodes, ++changes));
        }
    }

    /** Forgets an observation that is gone. */
    synchronized void forget(String uid) {
        all.remove(uid);
    }

    /** Changes whenever {@link #of} does; 0 while nothing was told. */
    synchronized long version(String uid) {
        Reports reports = all.get(uid);
        return reports == null ? 0 : reports.version;
    }

    /** What the nodes tell, by the names of their objects. */
    List<NodeObservationStatus> of(String uid) {
        List<byte[]> compressed;
        synchronized (this) {
            Reports reports = all.get(uid);
            compressed = reports == null ? List.of() : List.copyOf(reports.ofNodes.values());
        }
        return compressed.stream().map(this::read).toList();
    }

    private byte[] compressed(NodeObservationStatus status) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(json.asJson(status).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private NodeObservationStatus read(byte[] compressed) {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            return json.unmarshal(
                    new String(inflater.readAllBytes(), StandardCharsets.UTF_8), NodeObservationStatus.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
