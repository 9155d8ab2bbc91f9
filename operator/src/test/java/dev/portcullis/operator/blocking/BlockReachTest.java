package dev.portcullis.operator.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.SettableClock;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockReachTest {

    private static final Subject CHANGED = Subject.profile("changed");
    private static final Subject DENIES_IT = Subject.profile("denies-it");
    private static final Subject POLICY = Subject.policy("p");
    private static final Subject EXEMPT = Subject.profile("vpn");
    private static final BlockDraft BLOCK = BlockDraft.of("a").exempting("vpn");

    private final BlocksInForce blocks = new BlocksInForce(new SettableClock());
    private final BlockedObjects objects = new BlockedObjects();

    @BeforeEach
    void objects() {
        objects.find(Kind.SECCOMP_PROFILE, () -> Stream.of(CHANGED, DENIES_IT, EXEMPT));
        objects.find(Kind.CAPABILITY_POLICY, () -> Stream.of(POLICY));
        blocks.read(Stream.of(BLOCK.made()));
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    @Test
    void anObjectIsPendingUntilItIsRenderedWithTheBlock() {
        assertThat(reach().pending()).isEqualTo(4);
        rendered(CHANGED, 3, "a");
        rendered(DENIES_IT, 1);
        rendered(EXEMPT, 1);
        assertThat(reach().pending()).isOne();
        rendered(POLICY, 2, "a");
        BlockReach reach = reach();
        assertThat(reach.pending()).isZero();
        assertThat(reach.objects()).isEqualTo(2);
        assertThat(reach.documents()).isEqualTo(5);
        assertThat(reach.lacking()).isEmpty();
        assertThat(reach.costs()).containsExactly("socketcall");
    }

    @Test
    void anObjectThatIsRefusedWithoutADocumentLacksNothing() {
        objects.note(CHANGED, refused(0, 0, BlockMarks.NONE));
        objects.note(DENIES_IT, refused(9, 1, BlockMarks.NONE));
        assertThat(reach().lacking()).containsExactly(DENIES_IT);
        objects.note(DENIES_IT, refused(9, 1, BlockMarks.read(BLOCK.inForce().key() + "=this", 9)));
        assertThat(reach().lacking()).isEmpty();
    }

    @Test
    void whenItEndsEveryObjectThatIsStillRenderedWithItIsPending() {
        rendered(CHANGED, 3, "a");
        rendered(DENIES_IT, 1);
        BlockReach ended = BlockReach.of("a", BLOCK.inForce().key(), object -> false, objects, new Rollouts());
        assertThat(ended.objects()).isZero();
        assertThat(ended.pending()).as("and those of which nothing is known").isEqualTo(4);
        blocks.gone(BLOCK.made());
        Stream.of(CHANGED, DENIES_IT, EXEMPT, POLICY).forEach(object -> rendered(object, 1));
        assertThat(BlockReach.of("a", BLOCK.inForce().key(), object -> false, objects, new Rollouts())
                        .pending())
                .isZero();
    }

    @Test
    void filesComeFirstForAMoment() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(objects.statusWait(now)).isZero();
        objects.blocksChanged(now);
        assertThat(objects.statusWait(now)).isEqualTo(BlockedObjects.FILES_FIRST);
        assertThat(objects.statusWait(now.plusMillis(400))).isEqualTo(Duration.ofMillis(600));
        assertThat(objects.statusWait(now.plusSeconds(1))).isZero();
        assertThat(objects.statusWait(now.minusSeconds(60)))
                .as("a clock that was set back")
                .isZero();
    }

    private BlockReach reach() {
        BlockInForce block = BLOCK.inForce();
        return BlockReach.of("a", block.key(), block::concerns, objects, new Rollouts());
    }

    private void rendered(Subject object, int documents, String... changedBy) {
        TreeMap<String, SortedSet<String>> by = new TreeMap<>();
        Set.of(changedBy).forEach(name -> by.put(name, new TreeSet<>(Set.of("socketcall"))));
        objects.note(object, Coverage.of(9, documents, blocks.on(object), BlockMarks.NONE, false, by));
    }

    private Coverage refused(long revision, int documents, BlockMarks marks) {
        return Coverage.of(revision, documents, blocks.on(CHANGED), marks, true, Collections.emptySortedMap());
    }
}
