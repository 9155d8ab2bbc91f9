package dev.portcullis.operator.observing;

import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.enforcement.Enforced;
import dev.portcullis.operator.rollout.Observers;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.wording.NameList;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The content of the condition {@code Observing}.
 *
 * @param holds whether containers with the file start and are observed
 * @param reason one CamelCase word
 * @param message for a person
 */
public record ObservationState(boolean holds, String reason, String message) {

    /** The condition's type. */
    public static final String CONDITION = "Observing";

    /** The reason when no observer is ready. */
    public static final String NO_OBSERVERS = "NoObservers";

    /** How long a new observation waits for observers that are not ready, while others are. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String WAITING_FOR_OBSERVERS = "WaitingForObservers";
    private static final String RUNS_ON = "; containers that run are observed until they end";

    /**
     * What there is to decide by.
     *
     * @param deleted whether the observation was deleted
     * @param term how long it goes on
     * @param hasFile whether a document is carried to the nodes
     * @param refusal why the newest spec has none; empty when it has
     * @param availability on which nodes the file is
     * @param observers the observers
     * @param begun whether it has begun before
     * @param age since the observation was created
     */
    public record Circumstances(
            boolean deleted,
            ObservationTerm term,
            boolean hasFile,
            Optional<Finding> refusal,
            Availability availability,
            Observers observers,
            boolean begun,
            Duration age) {}

    /**
     * Decides.
     *
     * @param name the observation's name, for messages
     * @param exemptNamespaces the namespaces whose pods are left alone
     */
    public static ObservationState of(
            String name, ProfileObservationSpec spec, Circumstances found, Set<String> exemptNamespaces) {
        if (found.deleted) {
            return no("Deleted", "the observation was deleted: no pod is filled in any more" + RUNS_ON);
        }
        if (found.term.ending().isPresent()) {
            ObservationTerm.Ending ending = found.term.ending().get();
            return no(
                    ending.reason(),
                    ending.words() + ": no pod is filled in any more" + RUNS_ON + "; `portcullis observe " + name
                            + " --profile` prints a profile that allows what was seen");
        }
        if (!found.hasFile) {
            return found.refusal
                    .map(finding -> no(finding.code().reason(), finding.message()))
                    .orElseGet(() -> no("Rendering", "its file is not rendered yet"));
        }
        if (!found.availability.available()) {
            return no(
                    "WaitingForNodes",
                    "no pod is sent to the file before every available node has it (waiting for "
                            + (found.availability.without().isEmpty()
                                    ? "nodes that have not reported"
                                    : NameList.of(found.availability.without()))
                            + ")");
        }
        if (found.observers.ready() == 0) {
            return no(
                    NO_OBSERVERS,
                    "no observer's pod is ready, and without one no container with the file starts: no pod is sent there."
                            + " `kubectl get pods -A -l app.kubernetes.io/component=observer` shows them; the chart's value"
                            + " observer.enabled installs them");
        }
        if (!found.begun && !found.observers.without().isEmpty() && found.age.compareTo(PATIENCE) < 0) {
            return no(
                    WAITING_FOR_OBSERVERS,
                    "no pod is sent to the file before every observer is ready (waiting for "
                            + NameList.of(found.observers.without()) + ", up to 5 minutes)");
        }
        return new ObservationState(
                true,
                spec.fillsPods() ? "Filling" : "ByName",
                words(name, spec, exemptNamespaces)
                        + caution(spec)
                        + missing(found)
                        + found.refusal
                                .map(why -> "; the file is an older one: " + why.message())
                                .orElse(""));
    }

    /** The remaining wait for observers, if it is what there is to wait for. */
    public Optional<Duration> left(Duration age) {
        return reason.equals(WAITING_FOR_OBSERVERS) ? Optional.of(PATIENCE.minus(age)) : Optional.empty();
    }

    /** The same when the API server does not fill pods in. */
    public ObservationState unless(Optional<Enforced> hindrance) {
        return hindrance.map(why -> no(why.reason(), why.message())).orElse(this);
    }

    private static String words(String name, ProfileObservationSpec spec, Set<String> exemptNamespaces) {
        String file = "portcullis/observed/" + name + ".json";
        return spec.fillsPods()
                ? "pods that the selectors match get " + file + " when they are created, if they name no profile"
                        + (spec.hasSeccompProfile() ? " or " + spec.seccompProfile() : "")
                        + ", running ones stay as they are; exempt are " + NameList.of(new TreeSet<>(exemptNamespaces))
                : "pods that name " + file
                        + " are observed; without podSelector and namespaceSelector none is filled in";
    }

    private static String caution(ProfileObservationSpec spec) {
        return spec.denies()
                ? ""
                : "; response Allow lets every call through, and while a node's observer is down they fail with ENOSYS: for"
                        + " test clusters and canaries";
    }

    private static String missing(Circumstances found) {
        StringBuilder missing = new StringBuilder();
        if (found.availability.waitingSince() != null) {
            missing.append("; pods on ")
                    .append(
                            found.availability.without().isEmpty()
                                    ? "nodes that have not reported"
                                    : NameList.of(found.availability.without()))
                    .append(" wait for the file, which is not there");
        }
        if (!found.observers.without().isEmpty()) {
            missing.append("; pods on ")
                    .append(NameList.of(found.observers.without()))
                    .append(" wait for an observer, which is not ready");
        }
        return missing.toString();
    }

    private static ObservationState no(String reason, String message) {
        return new ObservationState(false, reason, message);
    }
}
