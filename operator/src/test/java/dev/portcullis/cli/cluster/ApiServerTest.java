package dev.portcullis.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: what it finds depends on its environment. */
class ApiServerTest {

    @TempDir
    private Path folder;

    @Test
    void aKubeconfigThatIsNotThereIsNamed() {
        assertThat(errors("/nope"))
                .contains("https://kubernetes.default.svc")
                .contains("KUBECONFIG names /nope, which does not exist");
        assertThat(errors("/nope:/neither")).contains("KUBECONFIG names /nope and /neither, which do not exist");
        assertThat(errors("")).contains("there is no kubeconfig; set KUBECONFIG");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedWithTheFile() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path file = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: here, user: me}}]
                clusters: [{name: here, cluster: {server: "http://127.0.0.1:PORT"}}]
                users: [{name: me, user: {token: none}}]
                """.replace("PORT", String.valueOf(port)));
        assertThat(errors(file.toString()))
                .contains("the API server http://127.0.0.1:" + port + "/ cannot be reached (from " + file + ")");
    }

    private String errors(String kubeconfig) {
        return Shell.run(
                        Map.of(
                                "KUBECONFIG",
                                kubeconfig,
                                "HOME",
                                folder.toString(),
                                "KUBERNETES_REQUEST_RETRY_BACKOFFLIMIT",
                                "0"),
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Duser.home=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.portcullis.Portcullis",
                        "purge")
                .expectFailure()
                .errors();
    }
}
