package dev.portcullis.e2e;

import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A pod of one container, of busybox unless said otherwise, that runs one command, once; it is removed when closed. */
final class TestPod implements AutoCloseable {

    /**
     * How the command ended.
     *
     * @param exitCode over 128: killed by the signal of the remaining number
     * @param output what it printed, errors too
     */
    record Outcome(int exitCode, String output) {}

    private final Installation installation = Installation.shared();
    private final String name;

    private TestPod(Pod pod) {
        name = pod.getMetadata().getName();
        installation.client().resource(pod).create();
    }

    /** Starts a pod. */
    static TestPod start(PodDraft draft) {
        return new TestPod(draft.pod());
    }

    /** Starts a pod under a profile of ours; null for one without any filter. */
    static TestPod start(@Nullable String profile, String... command) {
        return start(PodDraft.under(profile, List.of()).running(command));
    }

    /** Runs a command to its end. */
    @CheckReturnValue
    static Outcome run(PodDraft draft) {
        try (TestPod pod = start(draft)) {
            return pod.awaitEnd();
        }
    }

    /** Runs a command to its end. */
    @CheckReturnValue
    static Outcome run(@Nullable String profile, String... command) {
        return run(profile, List.of(), command);
    }

    /** Runs a command to its end in a container with further capabilities. */
    @CheckReturnValue
    static Outcome run(@Nullable String profile, List<String> capabilities, String... command) {
        return run(PodDraft.under(profile, capabilities).running(command));
    }

    /** Runs a command of another image to its end. */
    @CheckReturnValue
    static Outcome runOf(String image, String profile, String... command) {
        return run(PodDraft.under(profile, List.of()).from(image).running(command));
    }

    @CheckReturnValue
    Outcome awaitEnd() {
        return awaitEnd(PodDraft.CONTAINER);
    }

    /** Waits for the end of one of its containers, ephemeral ones too. */
    @CheckReturnValue
    Outcome awaitEnd(String container) {
        int exitCode = await(container, state -> state.getTerminated() != null)
                .getTerminated()
                .getExitCode();
        return new Outcome(exitCode, log(container));
    }

    /** Waits until one of its containers, which may start several times, ends with this exit code. */
    @CheckReturnValue
    Outcome awaitEnd(String container, int exitCode) {
        await(
                container,
                state -> state.getTerminated() != null && state.getTerminated().getExitCode() == exitCode);
        return new Outcome(exitCode, log(container));
    }

    void awaitRunning() {
        await(PodDraft.CONTAINER, state -> state.getRunning() != null);
    }

    /** Waits until the container waits for this reason, for example CreateContainerError. */
    void awaitWaiting(String reason) {
        await(
                PodDraft.CONTAINER,
                state -> state.getWaiting() != null
                        && reason.equals(state.getWaiting().getReason()));
    }

    /** Runs a command in the running container. */
    @CheckReturnValue
    Shell.Ended exec(String... command) {
        return kubectl("exec", List.of("--"), command);
    }

    /** Adds an ephemeral container of busybox that runs a command, as a user does. */
    @CheckReturnValue
    Shell.Ended debug(String container, String profile, String... command) {
        List<String> options = List.of(
                "--image=" + PodDraft.BUSYBOX,
                "--container=" + container,
                "--profile=" + profile,
                "--attach=false",
                "--");
        return kubectl("debug", options, command);
    }

    /** The pod as the API server has it now. */
    Pod now() {
        return installation
                .client()
                .pods()
                .inNamespace(PodDraft.NAMESPACE)
                .withName(name)
                .require();
    }

    @Override
    public void close() {
        installation
                .client()
                .pods()
                .inNamespace(PodDraft.NAMESPACE)
                .withName(name)
                .delete();
    }

    @CheckReturnValue
    private Shell.Ended kubectl(String verb, List<String> options, String... command) {
        List<String> args = new ArrayList<>(List.of("-n", PodDraft.NAMESPACE, verb, name));
        args.addAll(options);
        Collections.addAll(args, command);
        return installation.kubectl(args.toArray(String[]::new));
    }

    /** What its container has printed so far; empty before it runs. */
    String log() {
        return state(PodDraft.CONTAINER)
                .filter(state -> state.getWaiting() == null)
                .map(state -> log(PodDraft.CONTAINER))
                .orElse("");
    }

    private String log(String container) {
        return installation
                .client()
                .pods()
                .inNamespace(PodDraft.NAMESPACE)
                .withName(name)
                .inContainer(container)
                .getLog();
    }

    private ContainerState await(String container, Predicate<ContainerState> reached) {
        return Awaitility.await(name)
                .atMost(Deadline.ROLLOUT)
                .until(() -> state(container).filter(reached), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<ContainerState> state(String container) {
        Pod pod = now();
        return Stream.concat(
                        pod.getStatus().getContainerStatuses().stream(),
                        pod.getStatus().getEphemeralContainerStatuses().stream())
                .filter(status -> status.getName().equals(container))
                .map(ContainerStatus::getState)
                .findFirst();
    }
}
