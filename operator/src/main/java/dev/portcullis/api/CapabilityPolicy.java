package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The capabilities that the containers of some pods may hold. Rendered to {@code <seccomp root>/portcullis/policy/} on
 * every node as {@code <name>.capabilities.json} and, with a seccomp profile, {@code <name>.seccomp.json}; enforced by
 * admission policies of the API server. Cluster-scoped.
 */
@Group("portcullis.dev")
@Version("v1")
@Kind("CapabilityPolicy")
@Plural("capabilitypolicies")
@ShortNames("capol")
@Categories("portcullis")
@ValidationRule(
        value = "size(self.metadata.name) <= " + SeccompProfile.MAX_NAME_LENGTH,
        message = "metadata.name must have at most " + SeccompProfile.MAX_NAME_LENGTH
                + " characters, because it names files on every node")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.nodes.summary", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Capabilities",
        jsonPath = ".status.root.summary",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Enforced",
        jsonPath = ".status.conditions[?(@.type==\"Enforced\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Profile",
        jsonPath = ".status.localhostProfile",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Failed",
        jsonPath = ".status.nodes.failed",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Unavailable",
        jsonPath = ".status.nodes.unavailable",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Warnings",
        jsonPath = ".status.warningCount",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class CapabilityPolicy extends CustomResource<CapabilityPolicySpec, CapabilityPolicyStatus> {

    private static final long serialVersionUID = 1L;
}
