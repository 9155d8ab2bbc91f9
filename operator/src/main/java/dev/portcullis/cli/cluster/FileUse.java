package dev.portcullis.cli.cluster;

import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory.Since;
import dev.portcullis.usage.Freshness;
import dev.portcullis.usage.RunningContainer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The running containers that use one file, each judged.
 *
 * @param file the file
 * @param containers those to show, by namespace, pod and container
 * @param fresh how many are fresh
 * @param stale how many are stale
 * @param uncertain how many may be stale: they started before their node's history begins
 */
record FileUse(UsedFile file, List<Judged> containers, int fresh, int stale, int uncertain) {

    /**
     * A container that uses the file.
     *
     * @param since since when its node has the file as it is
     * @param restart how to have it start again
     */
    record Judged(RunningContainer container, Freshness freshness, Since since, RestartHint restart) {

        Instant started() {
            return Objects.requireNonNull(container.startedAt());
        }

        private String namespace() {
            return container.namespace();
        }

        private String pod() {
            return container.pod();
        }

        private String name() {
            return container.container();
        }
    }

    /** All that use the file. */
    int all() {
        return fresh + stale + uncertain;
    }

    /** Judges the containers of one list. Not thread-safe. */
    static final class Judging implements Consumer<RunningContainer> {

        private final UsedFile file;
        private final Map<String, NodeHistory> nodes;
        private final boolean keepFresh;
        private final List<RunningContainer> kept = new ArrayList<>();
        private final Map<Freshness, Integer> counts = new EnumMap<>(Freshness.class);

        /**
         * A judging that has seen nothing.
         *
         * @param nodes the history of every node that has one
         * @param keepFresh whether fresh containers are shown too
         */
        Judging(UsedFile file, Map<String, NodeHistory> nodes, boolean keepFresh) {
            this.file = file;
            this.nodes = nodes;
            this.keepFresh = keepFresh;
        }

        /** Runtimes give privileged containers no filter, whatever they name. */
        @Override
        public void accept(RunningContainer container) {
            if (container.privileged() || !container.seccomp().names(file.localhostProfile())) {
                return;
            }
            Freshness freshness = Freshness.of(Objects.requireNonNull(container.startedAt()), since(container));
            counts.merge(freshness, 1, Integer::sum);
            if (keepFresh || freshness.isDoubtful()) {
                kept.add(container);
            }
        }

        /** What became of it. */
        FileUse done(Function<RunningContainer, RestartHint> restart) {
            List<Judged> judged = kept.stream()
                    .map(container -> {
                        Since since = since(container);
                        return new Judged(
                                container,
                                Freshness.of(Objects.requireNonNull(container.startedAt()), since),
                                since,
                                restart.apply(container));
                    })
                    .sorted(Comparator.comparing(Judged::namespace)
                            .thenComparing(Judged::pod)
                            .thenComparing(Judged::name))
                    .toList();
            return new FileUse(
                    file,
                    judged,
                    counts.getOrDefault(Freshness.FRESH, 0),
                    counts.getOrDefault(Freshness.STALE, 0),
                    counts.getOrDefault(Freshness.UNCERTAIN, 0));
        }

        private Since since(RunningContainer container) {
            return nodes.getOrDefault(container.node(), NodeHistory.NONE).since(file.path(), file.revision());
        }
    }
}
