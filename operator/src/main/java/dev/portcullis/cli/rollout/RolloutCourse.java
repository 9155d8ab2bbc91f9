package dev.portcullis.cli.rollout;

import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.FleetObject.Standing;
import dev.portcullis.cli.fleet.ObjectWatch.Event;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a watch on rollouts has seen so far: which are over, which go on, which will not end by themselves. */
final class RolloutCourse {

    /** The reasons of {@code Ready} after which somebody has to decide. */
    private static final Set<String> STOPPED = Set.of("RolloutStopped", "RolloutAborted", "NotStaged");

    private static final Comparator<Subject> ORDER =
            Comparator.comparing(Subject::kind).thenComparing(Subject::name);

    private final Set<Kind> unlisted;
    private final Map<Subject, FleetObject> objects = new TreeMap<>(ORDER);
    private final Set<Subject> gone = new HashSet<>();

    /** Begins with nothing; each of these kinds is listed first. */
    RolloutCourse(Set<Kind> kinds) {
        this.unlisted = new HashSet<>(kinds);
    }

    /** How one rollout goes. */
    enum Verdict {
        GOING,
        DONE,
        FAILED
    }

    void add(Event event) {
        switch (event) {
            case Event.Listed listed -> {
                unlisted.remove(listed.kind());
                objects.keySet().removeIf(subject -> subject.kind() == listed.kind());
                listed.objects().forEach(object -> objects.put(object.subject(), object));
            }
            case Event.Changed changed -> objects.put(changed.object().subject(), changed.object());
            case Event.Gone one -> {
                objects.remove(one.subject());
                gone.add(one.subject());
            }
            case Event.Failed failed -> throw failed.failure();
        }
    }

    static Verdict verdict(FleetObject object) {
        if (object.deleted() || object.isStalled() || STOPPED.contains(object.reason())) {
            return Verdict.FAILED;
        }
        return object.standing() == Standing.READY ? Verdict.DONE : Verdict.GOING;
    }

    /** Returns whether every kind was listed, so that the numbers are complete. */
    boolean isListed() {
        return unlisted.isEmpty();
    }

    /** Returns whether nothing is left to wait for. */
    boolean isOver() {
        return isListed() && with(Verdict.GOING).isEmpty();
    }

    int count() {
        return objects.size();
    }

    /** The objects of which this is so, in order. */
    List<FleetObject> with(Verdict verdict) {
        return objects.values().stream()
                .filter(object -> verdict(object) == verdict)
                .toList();
    }

    /** Returns whether this object was deleted and is gone. */
    boolean isGone(Subject subject) {
        return gone.contains(subject) && !objects.containsKey(subject);
    }

    /** The share that is over, of 1: of one object its nodes count, of several these. */
    double share() {
        if (objects.size() == 1) {
            FleetObject one = objects.values().iterator().next();
            return verdict(one) == Verdict.DONE
                    ? 1
                    : one.status().nodes() == null || one.status().nodes().desired() == 0
                            ? 0
                            : (double) one.status().nodes().synced()
                                    / one.status().nodes().desired();
        }
        return objects.isEmpty() ? 0 : (double) with(Verdict.DONE).size() / objects.size();
    }

    /** One line about where it is. */
    String line(boolean all) {
        if (!all) {
            return objects.isEmpty() ? "" : line(objects.values().iterator().next());
        }
        List<FleetObject> going = with(Verdict.GOING);
        List<FleetObject> failed = with(Verdict.FAILED);
        List<String> parts = new ArrayList<>();
        parts.add(with(Verdict.DONE).size() + " of " + objects.size() + " objects ready");
        if (!going.isEmpty()) {
            parts.add("waiting for " + NameList.of(going, 3, RolloutCourse::brief, ", ", "more"));
        }
        if (!failed.isEmpty()) {
            parts.add("failed: " + NameList.of(failed, 3, RolloutCourse::brief, ", ", "more"));
        }
        return String.join("; ", parts);
    }

    /** One object in a line. */
    static String line(FleetObject object) {
        return object.word() + ": " + object.reason() + ", " + object.message() + approve(object);
    }

    private static String approve(FleetObject object) {
        return object.reason().equals("AwaitsApproval") ? " (portcullis rollout approve " + object.word() + ")" : "";
    }

    private static String brief(FleetObject object) {
        return object.word() + " (" + object.reason() + " " + object.nodes() + ")";
    }
}
