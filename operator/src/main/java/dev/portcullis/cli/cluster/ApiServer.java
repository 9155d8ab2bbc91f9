package dev.portcullis.cli.cluster;

import dev.portcullis.wording.EditDistance;
import dev.portcullis.wording.SystemReason;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The API server that options or the environment name.
 *
 * @param config how it is reached
 * @param source where that stands, in words
 */
record ApiServer(Config config, String source) {

    private static final String VARIABLE = "KUBECONFIG";

    /** A second and a half, since the delays double: whoever waits for an answer wants to know. */
    private static final int RETRIES = 4;

    /**
     * As kubectl finds it: the given file, or those of {@code $KUBECONFIG}, {@code ~/.kube/config}, or the pod's service
     * account.
     *
     * @param kubeconfig null for none given
     * @param context null for the current one
     * @throws ClusterException when there is no such file or context
     */
    static ApiServer configured(@Nullable Path kubeconfig, @Nullable String context) {
        ApiServer server = kubeconfig == null ? ofEnvironment(context) : ofFile(kubeconfig, context);
        if (context != null) {
            server.require(context);
        }
        server.config.setRequestRetryBackoffLimit(RETRIES);
        return server;
    }

    private static ApiServer ofFile(Path kubeconfig, @Nullable String context) {
        try {
            Files.readAllBytes(kubeconfig);
        } catch (IOException e) {
            throw new ClusterException("--kubeconfig " + kubeconfig + ": " + SystemReason.of(e));
        }
        return new ApiServer(Config.fromKubeconfig(context, kubeconfig.toFile()), "from " + kubeconfig);
    }

    private static ApiServer ofEnvironment(@Nullable String context) {
        Config config = context == null ? new ConfigBuilder().build() : Config.autoConfigure(context);
        File file = config.getFile();
        if (file != null && file.exists()) {
            return new ApiServer(config, "from " + file);
        }
        String absent = absent(System.getenv(VARIABLE))
                .map(files -> VARIABLE + " names " + files)
                .orElse("there is no kubeconfig; set " + VARIABLE);
        boolean inPod = new File(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH).exists();
        return new ApiServer(config, inPod ? "from this pod's service account" : absent);
    }

    private void require(String context) {
        List<String> names = Objects.requireNonNullElse(config.getContexts(), List.<NamedContext>of()).stream()
                .map(NamedContext::getName)
                .toList();
        if (!names.contains(context)) {
            throw new ClusterException("there is no context " + context + " (" + source + ")"
                    + EditDistance.hint(context, names).orElse(""));
        }
    }

    /** The files of the variable, when none of them exists. */
    private static Optional<String> absent(@Nullable String variable) {
        if (variable == null || variable.isBlank()) {
            return Optional.empty();
        }
        String[] files = variable.split(File.pathSeparator, -1);
        return Stream.of(files).map(File::new).anyMatch(File::exists)
                ? Optional.empty()
                : Optional.of(String.join(" and ", files)
                        + (files.length == 1 ? ", which does not exist" : ", which do not exist"));
    }

    /**
     * The words for a request that failed.
     *
     * @param request what was asked for, such as {@code list pods}; null to leave refusals to the server's own words
     */
    RuntimeException explained(KubernetesClientException failure, @Nullable String request) {
        if (failure.getStatus() == null) {
            return new ClusterException("the API server " + config.getMasterUrl() + " cannot be reached (" + source
                    + "): " + reason(failure));
        }
        String words = failure.getStatus().getMessage();
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new ClusterException("the API server " + config.getMasterUrl() + " does not accept these credentials ("
                        + source + "): " + words);
            case HttpURLConnection.HTTP_FORBIDDEN ->
                request == null
                        ? failure
                        : new ClusterException("you may not " + request + "; ask for that right: " + words);
            default -> failure;
        };
    }

    private static String reason(KubernetesClientException failure) {
        Throwable bottom = failure;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        if (bottom instanceof ClosedChannelException) {
            return "nobody listens there, or the connection was cut";
        }
        return bottom instanceof UnresolvedAddressException
                ? "the host's name has no address"
                : Objects.requireNonNullElse(
                        bottom.getMessage(), bottom.getClass().getSimpleName());
    }
}
