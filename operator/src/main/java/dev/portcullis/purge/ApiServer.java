package dev.portcullis.purge;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The API server that the environment names.
 *
 * @param config how it is reached
 * @param source where that stands, in words
 */
record ApiServer(Config config, String source) {

    private static final String VARIABLE = "KUBECONFIG";

    /** As kubectl finds it: the files of {@code $KUBECONFIG}, {@code ~/.kube/config}, or the pod's service account. */
    static ApiServer configured() {
        Config config = new ConfigBuilder().build();
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

    /** The failure of a request with the server's address, unless the server itself answered. */
    RuntimeException explained(KubernetesClientException failure) {
        if (failure.getStatus() != null) {
            return failure;
        }
        Throwable bottom = failure;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        String reason = bottom instanceof UnresolvedAddressException
                ? "the host's name has no address"
                : Objects.requireNonNullElse(
                        bottom.getMessage(), bottom.getClass().getSimpleName());
        return new IllegalStateException(
                "the API server " + config.getMasterUrl() + " cannot be reached (" + source + "): " + reason, null);
    }
}
