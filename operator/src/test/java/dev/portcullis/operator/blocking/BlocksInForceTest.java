package dev.portcullis.operator.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portcullis.operator.SettableClock;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlocksInForceTest {

    private static final Subject WEB = Subject.profile("web");
    private static final Subject POLICY = Subject.policy("web");

    private final SettableClock clock = new SettableClock();
    private final BlocksInForce blocks = new BlocksInForce(clock);
    private final List<Predicate<Subject>> changes = new ArrayList<>();
    private final List<Set<String>> names = new ArrayList<>();

    @AfterEach
    void close() {
        blocks.close();
    }

    @Test
    void nobodyGetsAnAnswerBeforeTheBlocksAreRead() throws Exception {
        CompletableFuture<BlockSet> answer = CompletableFuture.supplyAsync(() -> blocks.on(WEB));
        assertThat(answer).isNotDone();
        blocks.read(Stream.of(BlockDraft.of("a").made()));
        assertThat(answer.get(10, TimeUnit.SECONDS).keys())
                .containsExactly(BlockDraft.of("a").inForce().key());
    }

    @Test
    void whoeverIsToldMayAsk() {
        List<Integer> answers = new ArrayList<>();
        blocks.follow(changed -> answers.add(blocks.all().size()));
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            blocks.changed(BlockDraft.of("early").made());
            read(BlockDraft.of("a"));
            blocks.gone(BlockDraft.of("a").made());
        });
        assertThat(answers).containsExactly(2, 1);
    }

    @Test
    void anObjectGetsAllBlocksThatDoNotExemptIt() {
        read(
                BlockDraft.of("a"),
                BlockDraft.of("b").exempting("web"),
                BlockDraft.of("c").exempting("policy/web"));
        assertThat(blocks.on(WEB).restriction().denials())
                .extracting(denial -> denial.block())
                .containsExactly("a", "c");
        assertThat(blocks.on(POLICY).restriction().denials())
                .extracting(denial -> denial.block())
                .containsExactly("a", "b");
        assertThat(blocks.on(WEB).version()).isNotEqualTo(blocks.on(POLICY).version());
    }

    @Test
    void aChangeConcernsAllButTheExempt() {
        read();
        blocks.changed(BlockDraft.of("a").exempting("web").made());
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().test(WEB)).isFalse();
        assertThat(changes.getFirst().test(POLICY)).isTrue();
        blocks.changed(BlockDraft.of("a").generation(2).made());
        assertThat(changes).hasSize(2);
        assertThat(changes.getLast().test(WEB)).isTrue();
        assertThat(names).containsExactly(Set.of("a"), Set.of("a"));
    }

    @Test
    void anEditOfWordsAloneConcernsNobody() {
        read(BlockDraft.of("a"));
        blocks.changed(BlockDraft.of("a").generation(2).made());
        assertThat(changes).isEmpty();
    }

    @Test
    void itsKeySaysWhatItDenies() {
        assertThat(BlockDraft.of("a").expires("2027-01-01T00:00:00Z").inForce().key())
                .isEqualTo(BlockDraft.of("a").inForce().key());
        assertThat(BlockDraft.of("a").denying("bpf").inForce().key())
                .isNotEqualTo(BlockDraft.of("a").inForce().key())
                .startsWith("a@");
    }

    @Test
    void aBlockEndsAtItsExpiry() {
        BlockDraft ends = BlockDraft.of("a").expires("2026-01-01T02:00:00+01:00");
        read(ends);
        assertThat(blocks.on(WEB).keys()).hasSize(1);
        clock.advance(Duration.ofHours(1));
        blocks.refresh();
        assertThat(blocks.on(WEB).keys()).isEmpty();
        assertThat(changes).hasSize(1);
        assertThat(blocks.standing(ends.made()).orElseThrow()).isInstanceOf(BlockStanding.Expired.class);
    }

    @Test
    void aBlockThatEndedWhileNobodyLookedIsNeverInForce() {
        clock.advance(Duration.ofDays(2));
        read(BlockDraft.of("a").expires("2026-01-02T00:00:00Z"));
        assertThat(blocks.all()).isEmpty();
    }

    @Test
    void aMalformedBlockIsNotInForceAndHurtsNoOther() {
        read(BlockDraft.of("a").expires("tomorrow"), BlockDraft.of("b"));
        assertThat(blocks.all()).extracting(BlockInForce::name).containsExactly("b");
        assertThat(blocks.standing(BlockDraft.of("a").expires("tomorrow").made())
                        .orElseThrow())
                .isInstanceOf(BlockStanding.Malformed.class);
    }

    @Test
    void newsThatComeLateChangeNothing() {
        read(BlockDraft.of("a").generation(2).denying("bpf"));
        blocks.changed(BlockDraft.of("a").made());
        var former = BlockDraft.of("a").made();
        former.setMetadata(
                new ObjectMetaBuilder(former.getMetadata()).withUid("former").build());
        blocks.gone(former);
        assertThat(blocks.all())
                .containsExactly(BlockDraft.of("a").denying("bpf").inForce());
        assertThat(changes).isEmpty();
    }

    @Test
    void aBlockThatIsDeletedIsNoLongerInForce() {
        read(BlockDraft.of("a"));
        var going = BlockDraft.of("a").made();
        going.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        blocks.changed(going);
        assertThat(blocks.all()).isEmpty();
        assertThat(blocks.standing(going)).isEmpty();
        blocks.gone(going);
        assertThat(blocks.names()).isEmpty();
    }

    private void read(BlockDraft... drafts) {
        blocks.read(Stream.of(drafts).map(BlockDraft::made));
        blocks.listen(changes::add);
        blocks.follow(names::add);
    }
}
