package dev.portcullis.purge;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Subject;
import dev.portcullis.rendition.Tombstone;
import dev.portcullis.rendition.Tombstones;
import dev.portcullis.usage.FileUsers;
import dev.portcullis.usage.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Deletes every object and waits until no node has a file; operator and agents must still be running. */
final class Purge {

    private final SourceObjects objects;
    private final PodList pods;
    private final NodeFiles files;
    private final Tombstones tombstones;
    private final Consumer<String> progress;

    /**
     * Starts nothing yet.
     *
     * @param namespace where the renditions' ConfigMaps are
     * @param progress receives a line for each step
     */
    Purge(KubernetesClient client, String namespace, Consumer<String> progress) {
        this.objects = new SourceObjects(client);
        this.pods = new PodList(client);
        this.files = new NodeFiles(client);
        this.tombstones = new Tombstones(client, namespace);
        this.progress = progress;
    }

    /** The objects that would be deleted. */
    List<Subject> objects() {
        return objects.all();
    }

    /** The objects whose files nodes keep as orphans, because nobody deleted them in the ordinary way. */
    List<Subject> orphans() {
        return orphans(Set.of());
    }

    /** The pods that use files of these objects, one line each. */
    List<String> users(List<Subject> subjects) {
        FileUsers users = pods.users(subjects.stream().map(Purge::file).collect(Collectors.toSet()));
        return subjects.stream()
                .flatMap(subject -> users.of(file(subject)).stream().map(pod -> "pod " + pod + " uses " + subject))
                .toList();
    }

    /** Removes orphaned files from the nodes, and waits; returns what is left at the deadline, if anything. */
    List<String> removeOrphans(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Set<String> away = away();
        List<String> left = removeOrphans(away, end);
        if (left.isEmpty() && away.isEmpty()) {
            clearTombstones();
        }
        return left;
    }

    /** Deletes these objects and waits; returns what is left at the deadline, one line each, if anything. */
    List<String> run(List<Subject> subjects, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        progress.accept("deleting " + counted(subjects));
        subjects.forEach(objects::delete);
        List<String> left = new ArrayList<>();
        for (Subject subject : subjects) {
            if (!objects.awaitGone(subject, until(end))) {
                left.add(subject + ": "
                        + objects.held(subject).orElse("deleted, but no operator has taken its finalizer away"));
            }
        }
        if (!left.isEmpty()) {
            return left;
        }
        Set<String> away = away();
        progress.accept("waiting for the nodes to remove their files");
        removeOrphans(away, end);
        left = files.awaitNone(away, until(end));
        if (left.isEmpty() && away.isEmpty()) {
            clearTombstones();
        }
        return left;
    }

    private Set<String> away() {
        Set<String> away = files.away();
        away.forEach(node ->
                progress.accept("warning: node " + node + " is not Ready: its files stay until an agent runs there"));
        return away;
    }

    private List<Subject> orphans(Set<String> away) {
        return files.orphans(away).stream()
                .filter(orphan -> !objects.exists(orphan))
                .toList();
    }

    /** A node reports a few orphans at a time, so those that appear later are released too. */
    private List<String> removeOrphans(Set<String> away, long end) throws InterruptedException {
        Set<Subject> raised = new HashSet<>();
        while (true) {
            int nodes = files.count();
            for (Subject orphan : orphans(Set.of())) {
                if (raised.add(orphan)) {
                    tombstones.raise(orphan, Tombstone.ORPHAN, nodes);
                }
            }
            Set<Subject> now = files.orphans(away);
            boolean none = now.stream().noneMatch(raised::contains);
            if (none) {
                return List.of();
            }
            if (!files.awaitOtherOrphans(now, away, until(end))) {
                return now.stream()
                        .filter(raised::contains)
                        .map(orphan -> "the file of " + orphan)
                        .toList();
            }
        }
    }

    /** Removes the tombstones: every node has applied them, and soon there may be no operator to do it. */
    private void clearTombstones() {
        tombstones.list().forEach(stone -> tombstones.remove(stone.getMetadata().getName(), Carrier.revision(stone)));
    }

    /** The number of objects of each kind, for example {@code 3 SeccompProfiles and 1 CapabilityPolicy}; of blocks and observations if any. */
    static String counted(List<Subject> subjects) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind == Kind.SECCOMP_PROFILE
                        || kind == Kind.CAPABILITY_POLICY
                        || subjects.stream().anyMatch(subject -> subject.kind() == kind))
                .map(kind -> counted(
                        kind,
                        subjects.stream()
                                .filter(subject -> subject.kind() == kind)
                                .count()))
                .collect(Collectors.joining(" and "));
    }

    private static String counted(Kind kind, long count) {
        String label = kind.label();
        String many = label.endsWith("y") ? label.substring(0, label.length() - 1) + "ies" : label + "s";
        return count + " " + (count == 1 ? label : many);
    }

    private static String file(Subject subject) {
        return Rendition.localhostProfile(subject.kind(), subject.name());
    }

    private static Duration until(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
