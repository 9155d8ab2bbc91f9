package dev.portcullis.purge;

import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.FileUsers;
import dev.portcullis.usage.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Deletes every object and waits until no node has a file, while operator and agents are there to do their part. */
final class Purge {

    private final SourceObjects objects;
    private final PodList pods;
    private final NodeFiles files;
    private final Consumer<String> progress;

    /**
     * Deletes nothing yet.
     *
     * @param progress is told what happens, line by line
     */
    Purge(KubernetesClient client, Consumer<String> progress) {
        this.objects = new SourceObjects(client);
        this.pods = new PodList(client);
        this.files = new NodeFiles(client);
        this.progress = progress;
    }

    /** What would be deleted. */
    List<Subject> objects() {
        return objects.all();
    }

    /** Which pod uses the file of which of these objects, a line for each. */
    List<String> users(List<Subject> subjects) {
        FileUsers users = pods.users(subjects.stream().map(Purge::file).collect(Collectors.toSet()));
        return subjects.stream()
                .flatMap(subject -> users.of(file(subject)).stream().map(pod -> "pod " + pod + " uses " + subject))
                .toList();
    }

    /** Deletes these objects and waits; returns what is left after this time, a line each, or nothing. */
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
        Set<String> away = files.away();
        away.forEach(node ->
                progress.accept("warning: node " + node + " is not Ready: its files stay until an agent runs there"));
        progress.accept("waiting for the nodes to remove their files");
        return files.awaitNone(away, until(end));
    }

    /** How many of each kind, for example {@code 3 SeccompProfiles and 1 CapabilityPolicy}. */
    static String counted(List<Subject> subjects) {
        return Arrays.stream(Kind.values())
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
