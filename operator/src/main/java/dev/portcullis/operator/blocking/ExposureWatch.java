package dev.portcullis.operator.blocking;

import dev.portcullis.api.Exposure;
import dev.portcullis.operator.containers.ContainerRounds;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.usage.RunningContainer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds the containers that blocks do not reach, for all blocks in one round. It holds no pods, but for each block the
 * first containers and the number of all.
 */
public final class ExposureWatch implements ContainerRounds.Asker {

    /** Whoever restarts pods wants to see the number fall. */
    private static final Duration WHILE_EXPOSED = Duration.ofMinutes(1);

    private record Found(String key, Exposure exposure) {}

    private final BlocksInForce blocks;
    private final BlockedObjects objects;
    private final Function<String, NodeHistory> nodes;
    private final Set<String> exemptNamespaces;
    private final Consumer<Set<String>> news;
    private volatile Map<String, Found> found = Map.of();

    /**
     * Takes part in rounds that somebody else makes.
     *
     * @param nodes what each node has told
     * @param exemptNamespaces the namespaces where nobody has to be governed
     * @param news gets the names of the blocks of which there is anything new
     */
    public ExposureWatch(
            BlocksInForce blocks,
            BlockedObjects objects,
            Function<String, NodeHistory> nodes,
            Set<String> exemptNamespaces,
            Consumer<Set<String>> news) {
        this.blocks = blocks;
        this.objects = objects;
        this.nodes = nodes;
        this.exemptNamespaces = Set.copyOf(exemptNamespaces);
        this.news = news;
    }

    /** Who is exposed to what this block denies; empty while that is not known. */
    public Optional<Exposure> of(BlockInForce block) {
        return Optional.ofNullable(found.get(block.name()))
                .filter(one -> one.key.equals(block.key()))
                .map(Found::exposure);
    }

    /** The number of exposed containers by block, as far as it is known. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        blocks.all().forEach(block -> of(block).ifPresent(one -> counts.put(block.name(), one.count())));
        return counts;
    }

    @Override
    public boolean asks() {
        return !decided().isEmpty();
    }

    @Override
    public Duration patience() {
        return found.values().stream().anyMatch(one -> one.exposure.count() > 0)
                ? WHILE_EXPOSED
                : ContainerRounds.Asker.super.patience();
    }

    @Override
    public ContainerRounds.Taker begin() {
        Map<String, NodeHistory> histories = new HashMap<>();
        Function<String, NodeHistory> cached = node -> histories.computeIfAbsent(node, nodes);
        return new Round(decided().stream()
                .map(block -> new ExposureReading(block, objects::of, cached, exemptNamespaces))
                .toList());
    }

    /** The blocks of which it is known what becomes of every object: else a restart would make news. */
    private List<BlockInForce> decided() {
        return blocks.all().stream().filter(objects::haveDecided).toList();
    }

    /** One list. */
    private final class Round implements ContainerRounds.Taker {

        private final List<ExposureReading> readings;

        Round(List<ExposureReading> readings) {
            this.readings = readings;
        }

        @Override
        public void accept(RunningContainer container) {
            if (container.runs()) {
                readings.forEach(reading -> reading.add(container));
            }
        }

        @Override
        public void done() {
            Map<String, Found> all = new HashMap<>();
            // Of a block that waits for an object nothing new is known.
            blocks.all().stream()
                    .map(BlockInForce::name)
                    .filter(found::containsKey)
                    .forEach(name -> all.put(name, found.get(name)));
            Set<String> changed = new HashSet<>();
            for (ExposureReading reading : readings) {
                Found one = new Found(reading.block().key(), reading.done());
                if (!one.equals(all.put(reading.block().name(), one))) {
                    changed.add(reading.block().name());
                }
            }
            found = Map.copyOf(all);
            if (!changed.isEmpty()) {
                news.accept(changed);
            }
        }
    }
}
