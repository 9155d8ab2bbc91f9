package dev.portcullis.cli.cluster;

import picocli.CommandLine.Option;

/** The option that says where Portcullis itself runs. */
public final class SystemNamespaceOptions {

    @Option(
            names = "--system-namespace",
            paramLabel = "NAMESPACE",
            defaultValue = "portcullis-system",
            description = "Where operator and agents run. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    /** The namespace of operator and agents. */
    public String namespace() {
        return namespace;
    }
}
