package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class OneLineErrorsTest {

    @Test
    void theApiServersWordsComeBeforeAllOthers() {
        KubernetesClientException refused = new KubernetesClientException(new StatusBuilder()
                .withCode(403)
                .withMessage("leases is forbidden")
                .build());
        assertThat(OneLineErrors.describe(new IllegalStateException("wrapped", new ExecutionException(refused))))
                .isEqualTo("the API server refused: leases is forbidden");
    }

    @Test
    void elseWhatLiesAtTheBottom() {
        assertThat(OneLineErrors.describe(
                        new KubernetesClientException("An error has occurred.", new ConnectException("no route"))))
                .isEqualTo("the API server cannot be reached: no route");
        assertThat(OneLineErrors.describe(new IllegalStateException(new ConnectException())))
                .isEqualTo("the API server cannot be reached: ConnectException");
        assertThat(OneLineErrors.describe(new IllegalStateException(new ExecutionException(new Exception()))))
                .isEqualTo("Exception");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        assertThat(OneLineErrors.describe(
                        new KubernetesClientException("An error has occurred.", new TimeoutException())))
                .isEqualTo("the API server does not answer in time: TimeoutException");
        assertThat(OneLineErrors.describe(
                        new IllegalStateException(new HttpConnectTimeoutException("HTTP connect timed out"))))
                .isEqualTo("the API server does not answer in time: HTTP connect timed out");
    }
}
