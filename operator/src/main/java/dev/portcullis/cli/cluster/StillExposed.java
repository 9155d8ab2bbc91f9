package dev.portcullis.cli.cluster;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.usage.BlockCover;
import dev.portcullis.usage.Exposed;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.usage.SeccompChoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The running containers that a block does not reach.
 *
 * @param block the block's name
 * @param containers by namespace, pod and container
 * @param exempt how many need not be reached, by their profile or their namespace
 */
record StillExposed(String block, List<One> containers, int exempt) {

    /**
     * An exposed container.
     *
     * @param remedy what to do about it
     */
    record One(RunningContainer container, Exposed exposed, RestartHint remedy) {

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

    /** Copies what it is given. */
    StillExposed {
        containers = List.copyOf(containers);
    }

    /** Judges the containers of one list, and keeps the exposed ones. Not thread-safe. */
    static final class Judging implements Consumer<RunningContainer> {

        private record Kept(RunningContainer container, Exposed exposed) {}

        private final String block;
        private final boolean fills;
        private final Function<FilePath, BlockCover> covers;
        private final Map<String, NodeHistory> nodes;
        private final Set<String> exemptNamespaces;
        private final List<Kept> kept = new ArrayList<>();
        private int exempt;

        /**
         * A judging that has seen nothing.
         *
         * @param fills whether new pods without a profile get the block's file
         * @param nodes the history of every node that has one
         * @param exemptNamespaces the namespaces where nobody has to be governed
         */
        Judging(
                String block,
                boolean fills,
                Function<FilePath, BlockCover> covers,
                Map<String, NodeHistory> nodes,
                Set<String> exemptNamespaces) {
            this.block = block;
            this.fills = fills;
            this.covers = covers;
            this.nodes = nodes;
            this.exemptNamespaces = exemptNamespaces;
        }

        @Override
        public void accept(RunningContainer container) {
            switch (Exposed.judge(
                    container, covers, node -> nodes.getOrDefault(node, NodeHistory.NONE), exemptNamespaces)) {
                case Exposed.Verdict.Blocked blocked -> {}
                case Exposed.Verdict.Exempt free -> exempt++;
                case Exposed.Verdict.Not not -> kept.add(new Kept(container, not.exposed()));
            }
        }

        /** What became of it. */
        StillExposed done(Function<RunningContainer, RestartHint> restart) {
            return new StillExposed(
                    block,
                    kept.stream()
                            .map(one -> new One(one.container, one.exposed, remedy(one, restart)))
                            .sorted(Comparator.comparing(One::namespace)
                                    .thenComparing(One::pod)
                                    .thenComparing(One::name))
                            .toList(),
                    exempt);
        }

        private RestartHint remedy(Kept one, Function<RunningContainer, RestartHint> restart) {
            return switch (one.exposed.reason()) {
                case STARTED_BEFORE -> restart.apply(one.container);
                case OBJECT_NOT_BLOCKED ->
                    new RestartHint(
                            null, "see status of the object whose file it names: its spec is refused, or waits");
                case NOT_GOVERNED -> ungoverned(one.container, restart);
            };
        }

        private RestartHint ungoverned(RunningContainer container, Function<RunningContainer, RestartHint> restart) {
            SeccompChoice.Type type = container.seccomp().type();
            if (container.privileged()) {
                return new RestartHint(null, "no filter reaches a privileged container: run it unprivileged");
            }
            boolean open = type == SeccompChoice.Type.SILENT || type == SeccompChoice.Type.RUNTIME_DEFAULT;
            if (!open) {
                return new RestartHint(null, "have it name a profile, which no block can do for it");
            }
            return fills
                    ? restart.apply(container)
                    : new RestartHint(null, "have it name a profile, or set pods: All in the block, and restart it");
        }
    }
}
