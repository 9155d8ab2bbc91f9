package dev.portcullis.cli.cluster;

import dev.portcullis.telemetry.Logging;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which cluster is asked; the same as kubectl's. */
public final class ClusterOptions {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How to reach the cluster. Default: $$KUBECONFIG, or ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The context to use. Default: the kubeconfig's current one.")
    private @Nullable String context;

    /**
     * Connects to the cluster; nothing is asked yet. From now on libraries log errors alone, so that answers stand by themselves.
     *
     * @throws ClusterException when there is no such file or context
     */
    public ConnectedCluster connect() {
        Logging.configure(Logging.Format.text, Logging.Threshold.error);
        return new ConnectedCluster(ApiServer.configured(kubeconfig, context));
    }
}
