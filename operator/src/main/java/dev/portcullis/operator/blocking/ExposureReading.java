package dev.portcullis.operator.blocking;

import dev.portcullis.api.ExposedContainer;
import dev.portcullis.api.Exposure;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.BlockCover;
import dev.portcullis.usage.Exposed;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.wording.Excerpt;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Counts the containers that one block does not reach, and keeps the first. Not thread-safe. */
final class ExposureReading {

    private static final int MAX_WHY = 256;

    private static final Comparator<ExposedContainer> ORDER = Comparator.comparing(ExposedContainer::namespace)
            .thenComparing(ExposedContainer::pod)
            .thenComparing(ExposedContainer::container);

    private final BlockInForce block;
    private final Function<Subject, Optional<Coverage>> coverages;
    private final Function<String, NodeHistory> nodes;
    private final Set<String> exemptNamespaces;
    private final NavigableSet<ExposedContainer> first = new TreeSet<>(ORDER);
    private int count;

    ExposureReading(
            BlockInForce block,
            Function<Subject, Optional<Coverage>> coverages,
            Function<String, NodeHistory> nodes,
            Set<String> exemptNamespaces) {
        this.block = block;
        this.coverages = coverages;
        this.nodes = nodes;
        this.exemptNamespaces = exemptNamespaces;
    }

    BlockInForce block() {
        return block;
    }

    void add(RunningContainer container) {
        if (Exposed.judge(container, this::cover, nodes, exemptNamespaces) instanceof Exposed.Verdict.Not not) {
            count++;
            first.add(new ExposedContainer(
                    container.namespace(),
                    container.pod(),
                    container.container(),
                    container.node(),
                    Excerpt.of(
                            not.exposed().reason().word() + ": " + not.exposed().words(), MAX_WHY, Excerpt.ELLIPSIS)));
            if (first.size() > Exposure.MOST_NAMED) {
                first.pollLast();
            }
        }
    }

    Exposure done() {
        return new Exposure(
                count, List.copyOf(first), exemptNamespaces.stream().sorted().toList());
    }

    private BlockCover cover(FilePath file) {
        Subject object = file.subject();
        if (!block.concerns(object)) {
            return new BlockCover.Exempt();
        }
        return coverages
                .apply(object)
                .<BlockCover>map(coverage -> cover(coverage))
                .orElseGet(BlockCover.NoObject::new);
    }

    private BlockCover cover(Coverage coverage) {
        Long since = coverage.marks().since().get(block.key());
        return since == null ? new BlockCover.Lacking() : new BlockCover.Since(since);
    }
}
