package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What one node's observer saw for one ProfileObservation. Owned by that, so that Kubernetes removes it with it. That node's
 * observer alone writes it. It has no spec.
 */
@Group("portcullis.dev")
@Version("v1")
// Otherwise the client computes it anew for every object that it reads.
@Plural("nodeobservations")
@ShortNames("nobs")
@Categories("portcullis")
@AdditionalPrinterColumn(name = "Node", jsonPath = ".status.node", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Pods", jsonPath = ".status.pods", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Containers",
        jsonPath = ".status.containers",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Calls", jsonPath = ".status.calls", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Lost", jsonPath = ".status.lost", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Last seen", jsonPath = ".status.lastSeen", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Kernel",
        jsonPath = ".status.kernelVersion",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Observer",
        jsonPath = ".status.observerVersion",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class NodeObservation extends CustomResource<Void, NodeObservationStatus> {

    /** The field manager of the observers, the only one that the admission policy lets them write under. */
    public static final String MANAGER = "portcullis-observer";

    private static final int LONGEST_NAME = 253;
    private static final int DIGEST = 16;

    private static final long serialVersionUID = 1L;

    /**
     * The name of the object: {@code OBSERVATION.NODE}. A longer one than Kubernetes takes is cut, and ends with {@code x}
     * and a digest of the node's name. The admission policy portcullis-observer knows this form.
     */
    public static String nameOf(String observation, String node) {
        String name = observation + "." + node;
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(node.getBytes(StandardCharsets.UTF_8));
            return name.substring(0, LONGEST_NAME - 1 - DIGEST) + "x"
                    + HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
