package dev.portcullis.e2e;

import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A pod of one container, of busybox unless said otherwise, that runs one command, once; it is removed when closed. */
final class TestPod implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BUSYBOX =
            System.getenv().getOrDefault("PORTCULLIS_E2E_BUSYBOX", "registry.local/busybox:1");

    /**
     * How the command ended.
     *
     * @param exitCode over 128: killed by the signal of the remaining number
     * @param output what it printed, errors too
     */
    record Outcome(int exitCode, String output) {}

    private final Installation installation = Installation.shared();
    private final String name = "e2e-" + UUID.randomUUID();

    private TestPod(String image, @Nullable String profile, List<String> capabilities, String... command) {
        SeccompProfileBuilder seccomp = new SeccompProfileBuilder();
        if (profile == null) {
            seccomp.withType("Unconfined");
        } else {
            seccomp.withType("Localhost").withLocalhostProfile("portcullis/" + profile + ".json");
        }
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand(command)
                .withNewSecurityContext()
                .withSeccompProfile(seccomp.build())
                .withNewCapabilities()
                .withAdd(capabilities)
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
        installation.client().resource(pod).create();
    }

    /** Starts a pod under a profile of ours; null for one without any filter. */
    static TestPod start(@Nullable String profile, String... command) {
        return new TestPod(BUSYBOX, profile, List.of(), command);
    }

    /** Runs a command to its end. */
    static Outcome run(@Nullable String profile, String... command) {
        return run(profile, List.of(), command);
    }

    /** Runs a command to its end in a container with further capabilities. */
    static Outcome run(@Nullable String profile, List<String> capabilities, String... command) {
        try (TestPod pod = new TestPod(BUSYBOX, profile, capabilities, command)) {
            return pod.awaitEnd();
        }
    }

    /** Runs a command of another image to its end. */
    static Outcome runOf(String image, String profile, String... command) {
        try (TestPod pod = new TestPod(image, profile, List.of(), command)) {
            return pod.awaitEnd();
        }
    }

    Outcome awaitEnd() {
        int exitCode =
                await(state -> state.getTerminated() != null).getTerminated().getExitCode();
        return new Outcome(exitCode, log());
    }

    void awaitRunning() {
        await(state -> state.getRunning() != null);
    }

    /** Waits until the container waits for this reason, for example CreateContainerError. */
    void awaitWaiting(String reason) {
        await(state ->
                state.getWaiting() != null && reason.equals(state.getWaiting().getReason()));
    }

    /** Runs a command in the running container. */
    Shell.Result exec(String... command) {
        List<String> args = new ArrayList<>(List.of("exec", name, "--"));
        Collections.addAll(args, command);
        return installation.kubectl(args.toArray(String[]::new));
    }

    @Override
    public void close() {
        installation.client().pods().inNamespace("default").withName(name).delete();
    }

    private String log() {
        return installation
                .client()
                .pods()
                .inNamespace("default")
                .withName(name)
                .getLog();
    }

    private ContainerState await(Predicate<ContainerState> reached) {
        return Awaitility.await(name)
                .atMost(PATIENCE)
                .until(() -> state().filter(reached), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<ContainerState> state() {
        Pod pod = installation
                .client()
                .pods()
                .inNamespace("default")
                .withName(name)
                .require();
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .findFirst();
    }
}
