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
 * A seccomp profile kept on every node as {@code <seccomp root>/portcullis/<name>.json}, so that pods can name it as
 * {@code localhostProfile: portcullis/<name>.json}. Cluster-scoped: the file is the same for every namespace.
 */
@Group("portcullis.dev")
@Version("v1")
// Otherwise the client computes it anew for every object that it reads.
@Plural("seccompprofiles")
@ShortNames("scp")
@Categories("portcullis")
@ValidationRule(
        value = "size(self.metadata.name) <= " + SeccompProfile.MAX_NAME_LENGTH,
        message = "metadata.name must have at most " + SeccompProfile.MAX_NAME_LENGTH
                + " characters, because it names a file on every node")
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
        name = "Profile",
        jsonPath = ".status.localhostProfile",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Syscalls", jsonPath = ".status.syscalls", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Default",
        jsonPath = ".spec.defaultAction",
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
public final class SeccompProfile extends CustomResource<SeccompProfileSpec, SeccompProfileStatus> {

    /** A file name has at most 255 bytes (NAME_MAX), and the name is also part of a ConfigMap's name (253). */
    public static final int MAX_NAME_LENGTH = 200;

    private static final long serialVersionUID = 1L;
}
