package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The files that one node's agent has on disk. Named after its Node and owned by it, so that Kubernetes removes it with
 * the node. That node's agent alone writes it, except {@code spec}, which only the operator writes.
 */
@Group("portcullis.dev")
@Version("v1")
// Otherwise the client computes it anew for every object that it reads.
@Plural("nodesyncs")
@ShortNames("nsync")
@Categories("portcullis")
@AdditionalPrinterColumn(name = "Files", jsonPath = ".status.files", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Failed", jsonPath = ".status.failed", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Revision",
        jsonPath = ".status.appliedRevision",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Repaired", jsonPath = ".status.repaired", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Arch",
        jsonPath = ".status.architecture",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Kernel",
        jsonPath = ".status.kernelVersion",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Agent",
        jsonPath = ".status.agentVersion",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class NodeSync extends CustomResource<NodeSyncSpec, NodeSyncStatus> {

    /** At most this many failures are listed; a file that is not listed holds {@code appliedRevision} back instead. */
    public static final int MAX_FAILURES = 32;

    /** The maximum length of each fact about the node and the agent. */
    public static final int MAX_FACT = 128;

    /** At most this many moments are in {@code attested}; the oldest goes first. */
    public static final int MAX_ATTESTED = 16;

    /** At most this many labels that node selectors ask for are told to agents. */
    public static final int MAX_LABELS = 256;

    /** At most this many files are listed that a node's labels no longer ask for. */
    public static final int MAX_LEAVING = 256;

    private static final long serialVersionUID = 1L;
}
