package dev.portcullis.e2e;

import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A ProfileObservation in the cluster, as users apply it; it goes when closed. */
final class TestObservation implements AutoCloseable {

    /** For so long nothing new must come after the last container has ended; observers report twice within it. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private final Installation installation = Installation.shared();
    private final String name;

    private TestObservation(String name) {
        this.name = name;
    }

    /** Applies one whose {@code spec} is this JSON or YAML flow, and waits until pods are observed. */
    static TestObservation apply(String name, String spec) {
        TestObservation observation = new TestObservation(name);
        observation.installation.apply("{apiVersion: portcullis.dev/v1, kind: ProfileObservation, metadata: {name: "
                + name + "}, spec: " + spec + "}");
        observation
                .installation
                .kubectl("wait", "--for=condition=Observing", "profileobservation/" + name, Installation.PATIENCE)
                .expectSuccess();
        return observation;
    }

    /** The file that observed pods name, as {@link PodDraft#under} takes it. */
    String profile() {
        return "observed/" + name;
    }

    /** The profile that {@code portcullis observe} makes of it, in YAML. */
    String suggestion() {
        return installation
                .portcullis("observe", name, "--profile")
                .expectSuccess()
                .output();
    }

    ProfileObservationStatus status() {
        return Objects.requireNonNullElse(resource().require().getStatus(), ProfileObservationStatus.EMPTY);
    }

    /** Waits until status is so. */
    ProfileObservationStatus await(Predicate<ProfileObservationStatus> reached) {
        return Awaitility.await(name)
                .atMost(Deadline.ROLLOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(this::status, reached);
    }

    /** Waits until so many containers were observed, and all that they called is told. */
    ProfileObservationStatus awaitContainers(int containers) {
        await(status -> count(status.containers()) >= containers);
        Object[] last = {null};
        Awaitility.await("the last report of " + name)
                .atMost(Deadline.ROLLOUT)
                .during(QUIET)
                .until(() -> {
                    Object before = last[0];
                    last[0] = status().calls();
                    return Objects.equals(before, last[0]);
                });
        return status();
    }

    /** The names of the syscalls with one of these origins. */
    static Set<String> names(ProfileObservationStatus status, String... origins) {
        return syscalls(status).stream()
                .filter(syscall -> List.of(origins).contains(syscall.origin()))
                .map(ObservedSyscall::syscall)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many calls to this syscall were counted. */
    static long calls(ProfileObservationStatus status, String syscall) {
        return syscalls(status).stream()
                .filter(one -> one.syscall().equals(syscall))
                .mapToLong(ObservedSyscall::count)
                .sum();
    }

    /** The status of a condition; empty while it is absent. */
    static String condition(ProfileObservationStatus status, String type) {
        return status.condition(type).map(Condition::getStatus).orElse("");
    }

    static List<ObservedDenial> denials(ProfileObservationStatus status) {
        return Objects.requireNonNullElse(status.denials(), List.of());
    }

    @Override
    public void close() {
        resource().delete();
        Awaitility.await(name + " to go")
                .atMost(Deadline.ROLLOUT)
                .until(() -> Optional.ofNullable(resource().get()).isEmpty());
    }

    private static List<ObservedSyscall> syscalls(ProfileObservationStatus status) {
        return Objects.requireNonNullElse(status.syscalls(), List.of());
    }

    private static int count(@Nullable Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    private Resource<ProfileObservation> resource() {
        return installation.client().resources(ProfileObservation.class).withName(name);
    }
}
