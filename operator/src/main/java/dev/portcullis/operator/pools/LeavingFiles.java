package dev.portcullis.operator.pools;

import dev.portcullis.admission.TakeUp;
import dev.portcullis.api.FileRevision;
import dev.portcullis.operator.rollout.KeptFile;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.NodeFileUsers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Files on nodes that left their pool, and whether pods there still use them. Asks at growing intervals. Not for use by
 * several threads.
 */
final class LeavingFiles {

    static final Duration FIRST = Duration.ofSeconds(2);
    static final Duration LONGEST = Duration.ofMinutes(1);

    /** One file on one node, as one revision of its rendition does not want it there. */
    record Leaving(String node, FileRevision file) {

        Subject object() {
            return FilePath.of(file.file()).orElseThrow().subject();
        }

        String localhostProfile() {
            return Rendition.DIRECTORY + "/" + file.file();
        }
    }

    /**
     * What is known of one of them.
     *
     * @param due when to ask again; null when nothing used it
     * @param pods those that use it
     */
    private record Answer(Instant due, Duration interval, boolean released, List<String> pods) {

        static Answer first(Leaving leaving, Instant now) {
            boolean settles = leaving.object().kind() == Kind.CAPABILITY_POLICY;
            return new Answer(settles ? now.plus(TakeUp.EVERYWHERE) : now, FIRST, false, List.of());
        }

        Answer usedBy(List<String> users, Instant now) {
            Duration twice = interval.multipliedBy(2);
            return new Answer(
                    now.plus(interval), twice.compareTo(LONGEST) < 0 ? twice : LONGEST, users.isEmpty(), users);
        }

        boolean isDue(Instant now) {
            return !released && !now.isBefore(due);
        }
    }

    private final Map<Leaving, Answer> answers = new HashMap<>();

    /** Takes the files that there are now; others are forgotten. */
    void are(Collection<Leaving> leaving, Instant now) {
        answers.keySet().retainAll(Set.copyOf(leaving));
        leaving.forEach(one -> answers.computeIfAbsent(one, file -> Answer.first(file, now)));
    }

    /** Notes that this one was released before, so that nobody need ask. */
    void released(Leaving leaving, Instant now) {
        answers.put(leaving, new Answer(now, FIRST, true, List.of()));
    }

    /** Forgets everything. */
    void clear() {
        answers.clear();
    }

    /** Returns whether any has to be asked about. */
    boolean isAnyDue(Instant now) {
        return answers.values().stream().anyMatch(answer -> answer.isDue(now));
    }

    /** The files to ask about, as {@code localhostProfile}. */
    Set<String> due(Instant now) {
        return answers.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(now))
                .map(entry -> entry.getKey().localhostProfile())
                .collect(Collectors.toSet());
    }

    /** Takes the users of those that were due, by a list that began at this moment. */
    void answer(NodeFileUsers users, Instant asked) {
        answers.replaceAll((leaving, answer) -> answer.isDue(asked)
                ? answer.usedBy(users.of(leaving.localhostProfile(), leaving.node()), asked)
                : answer);
    }

    /** The files that may go from a node. */
    List<FileRevision> released(String node) {
        return answers.entrySet().stream()
                .filter(entry ->
                        entry.getValue().released() && entry.getKey().node().equals(node))
                .map(entry -> entry.getKey().file())
                .sorted(Comparator.comparing(FileRevision::file))
                .toList();
    }

    /** The objects whose files are kept, with the nodes and pods that keep them. */
    Map<Subject, List<KeptFile>> kept() {
        Map<Subject, Map<String, Set<String>>> pods = new HashMap<>();
        answers.forEach((leaving, answer) -> {
            if (!answer.pods().isEmpty()) {
                pods.computeIfAbsent(leaving.object(), object -> new TreeMap<>())
                        .computeIfAbsent(leaving.node(), node -> new HashSet<>())
                        .addAll(answer.pods());
            }
        });
        Map<Subject, List<KeptFile>> kept = new HashMap<>();
        pods.forEach((object, nodes) -> kept.put(
                object,
                nodes.entrySet().stream()
                        .map(node -> new KeptFile(
                                node.getKey(), node.getValue().stream().sorted().toList()))
                        .toList()));
        return kept;
    }
}
