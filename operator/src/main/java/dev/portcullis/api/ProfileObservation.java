package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * What programs ask the kernel for, observed: everything, or what a profile does not allow. Renders the file {@code
 * portcullis/observed/NAME.json}. Cluster-scoped, as the files are.
 */
@Group("portcullis.dev")
@Version("v1")
// Otherwise the client computes it anew for every object that it reads.
@Plural("profileobservations")
@ShortNames("pobs")
@Categories("portcullis")
@ValidationRule(
        value = "size(self.metadata.name) <= " + ProfileObservation.MAX_NAME_LENGTH
                + " && !self.metadata.name.contains('.')",
        message = "metadata.name must have at most " + ProfileObservation.MAX_NAME_LENGTH
                + " characters and no dots: the name of a NodeObservation is this name, a dot, and the node's")
@AdditionalPrinterColumn(
        name = "Observing",
        jsonPath = ".status.conditions[?(@.type==\"Observing\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Observing\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Response", jsonPath = ".spec.response", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.nodes.summary", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Observers",
        jsonPath = ".status.observers",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Containers",
        jsonPath = ".status.containers",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Calls", jsonPath = ".status.calls", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Lost", jsonPath = ".status.lost", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Profile",
        jsonPath = ".spec.seccompProfile",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "File",
        jsonPath = ".status.localhostProfile",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type==\"Observing\")].message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ProfileObservation extends CustomResource<ProfileObservationSpec, ProfileObservationStatus> {

    /** The most characters of a name: it is the first part of its NodeObservations' names. */
    public static final int MAX_NAME_LENGTH = 63;

    private static final long serialVersionUID = 1L;
}
