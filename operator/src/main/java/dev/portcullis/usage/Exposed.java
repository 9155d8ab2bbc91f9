package dev.portcullis.usage;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Why a running container is exposed to what a block denies. In doubt it is: a container that seems exposed and is not
 * costs a restart, the other mistake hides a hole.
 *
 * @param reason one CamelCase word
 * @param words the same for a person
 */
public record Exposed(Reason reason, String words) {

    /** The reasons. */
    public enum Reason {
        /** Its file holds the block, but did not yet when it started, or not for certain. */
        STARTED_BEFORE("StartedBefore"),
        /** It runs under no file of ours. */
        NOT_GOVERNED("NotGoverned"),
        /** Its file does not hold the block. */
        OBJECT_NOT_BLOCKED("ObjectNotBlocked");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** As in status. */
        public String word() {
            return word;
        }
    }

    /** What becomes of a container. */
    public sealed interface Verdict {

        /** The block holds for it. */
        record Blocked() implements Verdict {}

        /** It runs under a profile that the block exempts, or under none in an exempt namespace. */
        record Exempt() implements Verdict {}

        /** It is exposed. */
        record Not(Exposed exposed) implements Verdict {}
    }

    /**
     * Judges a container that runs.
     *
     * @param covers what is known of the object that a file belongs to
     * @param nodes what each node has told
     * @param exemptNamespaces the namespaces where nobody has to be governed
     */
    public static Verdict judge(
            RunningContainer container,
            Function<FilePath, BlockCover> covers,
            Function<String, NodeHistory> nodes,
            Set<String> exemptNamespaces) {
        Verdict verdict = judge(container, covers, nodes);
        boolean exempt = verdict instanceof Verdict.Not not
                && not.exposed().reason() == Reason.NOT_GOVERNED
                && exemptNamespaces.contains(container.namespace());
        return exempt ? new Verdict.Exempt() : verdict;
    }

    private static Verdict judge(
            RunningContainer container, Function<FilePath, BlockCover> covers, Function<String, NodeHistory> nodes) {
        if (container.privileged()) {
            return not(Reason.NOT_GOVERNED, "privileged, and so without any filter");
        }
        Optional<FilePath> file = container.seccomp().ours();
        if (file.isEmpty()) {
            return not(Reason.NOT_GOVERNED, asked(container.seccomp()));
        }
        return switch (covers.apply(file.get())) {
            case BlockCover.Exempt exempt -> new Verdict.Exempt();
            case BlockCover.NoObject none ->
                not(Reason.NOT_GOVERNED, "names " + file.get() + ", which no object renders");
            case BlockCover.Lacking lacking ->
                not(Reason.OBJECT_NOT_BLOCKED, "the document of " + file.get().subject() + " does not hold the block");
            case BlockCover.Since since -> judge(container, file.get(), since.revision(), nodes);
        };
    }

    private static Verdict judge(
            RunningContainer container, FilePath file, long revision, Function<String, NodeHistory> nodes) {
        RevisionHistory.Since since = nodes.apply(container.node()).since(file, revision);
        Instant started = container.startedAt();
        Freshness freshness = started == null ? Freshness.STALE : Freshness.of(started, since);
        return switch (freshness) {
            case FRESH -> new Verdict.Blocked();
            case STALE -> not(Reason.STARTED_BEFORE, "started before the block reached " + file + " on its node");
            case UNCERTAIN ->
                not(
                        Reason.STARTED_BEFORE,
                        "may have started before the block reached " + file
                                + " on its node, which does not know any more");
        };
    }

    private static String asked(SeccompChoice choice) {
        return switch (choice.type()) {
            case RUNTIME_DEFAULT -> "runs under RuntimeDefault";
            case UNCONFINED -> "asks for Unconfined";
            case SILENT -> "names no profile";
            case LOCALHOST -> "names " + choice.localhostProfile() + ", which is no file of ours";
        };
    }

    private static Verdict not(Reason reason, String words) {
        return new Verdict.Not(new Exposed(reason, words));
    }
}
