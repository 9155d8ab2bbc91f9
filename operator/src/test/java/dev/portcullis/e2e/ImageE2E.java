package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The image by itself, and what is not in it. */
class ImageE2E {

    private final Installation installation = Installation.shared();

    /** Its own entry point is the command line, and the kubelet takes its own user for one that is not root. */
    @Test
    void theImageRunsTheCommandLineAsNobodyByDefault() {
        PodDraft plain = PodDraft.of("""
                {spec: {containers: [{args: [capabilities, decode, "0000000000000400"],
                  securityContext: {runAsNonRoot: true, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}}]}}""");
        assertThat(TestPod.run(plain.from(installation.image())))
                .isEqualTo(new TestPod.Outcome(0, "0x0000000000000400=cap_net_bind_service\n"));
    }

    /** An intruder finds nothing in a pod to go on with. */
    @Test
    void thereIsNoShellInIt() {
        assertThat(installation
                        .kubectl(
                                "-n",
                                Installation.NAMESPACE,
                                "exec",
                                "daemonset/portcullis-agent",
                                "--",
                                "sh",
                                "-c",
                                "id")
                        .expectFailure()
                        .errors())
                .contains("executable file not found");
    }
}
