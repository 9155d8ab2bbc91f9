package dev.portcullis.operator.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.SettableClock;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.usage.SeccompChoice;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContainerRoundsTest {

    private final SettableClock clock = new SettableClock();
    private final List<List<String>> heard = new ArrayList<>();
    private int lists;
    private boolean leads = true;
    private boolean asks = true;
    private Runnable during = () -> {};
    private final ContainerRounds rounds = new ContainerRounds(
            visitor -> {
                lists++;
                during.run();
                Consumer<RunningContainer> first = visitor.get();
                first.accept(container("lost"));
                // The list had to begin again.
                Consumer<RunningContainer> whole = visitor.get();
                whole.accept(container("a"));
                whole.accept(container("b"));
                return whole;
            },
            () -> leads,
            clock);

    ContainerRoundsTest() {
        rounds.add(asker());
    }

    @AfterEach
    void close() {
        rounds.close();
    }

    @Test
    void oneListServesEverybodyWhoAsks() {
        rounds.add(asker());
        rounds.turn();
        assertThat(lists).isOne();
        assertThat(heard).containsExactly(List.of("a", "b"), List.of("a", "b"));
    }

    @Test
    void nothingIsListedForNobody() {
        asks = false;
        rounds.turn();
        asks = true;
        leads = false;
        rounds.turn();
        assertThat(lists).isZero();
    }

    @Test
    void roundsComeEverMoreRarelyUntilSomethingHappens() {
        rounds.turn();
        assertThat(listsIn(Duration.ofMinutes(1))).isEqualTo(3);
        assertThat(listsIn(Duration.ofHours(1))).isLessThan(16);
        rounds.hasten();
        assertThat(listsIn(Duration.ofSeconds(20))).isEqualTo(2);
    }

    @Test
    void listsThatTakeLongAreRare() {
        during = () -> clock.advance(Duration.ofSeconds(10));
        rounds.turn();
        during = () -> {};
        assertThat(listsIn(Duration.ofMinutes(3))).isZero();
        assertThat(listsIn(Duration.ofSeconds(20))).isPositive();
    }

    @Test
    void aListThatFailsIsTriedLater() {
        during = () -> {
            throw new KubernetesClientException("no");
        };
        rounds.turn();
        assertThat(heard).isEmpty();
        during = () -> {};
        assertThat(listsIn(Duration.ofSeconds(6))).isOne();
        assertThat(heard).hasSize(1);
    }

    private int listsIn(Duration time) {
        int before = lists;
        for (int second = 0; second < time.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            rounds.turn();
        }
        return lists - before;
    }

    private ContainerRounds.Asker asker() {
        return new ContainerRounds.Asker() {
            @Override
            public boolean asks() {
                return asks;
            }

            @Override
            public ContainerRounds.Taker begin() {
                List<String> names = new ArrayList<>();
                return new ContainerRounds.Taker() {
                    @Override
                    public void accept(RunningContainer container) {
                        names.add(container.container());
                    }

                    @Override
                    public void done() {
                        heard.add(names);
                    }
                };
            }
        };
    }

    private static RunningContainer container(String name) {
        return new RunningContainer("shop", "web", "n1", name, null, SeccompChoice.SILENT, false, null, 0, null, null);
    }
}
