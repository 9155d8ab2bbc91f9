package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockMarksTest {

    @Test
    void newDocumentsHoldANewBlockSinceTheirOwnRevision() {
        String written = BlockMarks.NONE.next(List.of("a@1"));
        assertThat(written).isEqualTo("a@1=this");
        assertThat(BlockMarks.read(written, 40).since()).isEqualTo(Map.of("a@1", 40L));
    }

    @Test
    void anEditOfTheObjectKeepsWhatIsKnown() {
        BlockMarks before = BlockMarks.read("a@1=this gone@1=12", 40);
        assertThat(before.next(List.of("a@1", "b@2"))).isEqualTo("a@1=40 b@2=this");
    }

    @Test
    void documentsThatNeedNoChangeHoldTheBlockToo() {
        BlockMarks before = BlockMarks.read(null, 40).and(Set.of("a@1"), 40);
        assertThat(before.next(List.of("a@1"))).isEqualTo("a@1=40");
        assertThat(BlockMarks.read("a@1=7", 40).and(Set.of("a@1"), 40).since()).isEqualTo(Map.of("a@1", 7L));
    }

    @Test
    void blocksThatAreGoneAreForgotten() {
        assertThat(BlockMarks.read("a@1=7 b@1=8", 40).only(Set.of("b@1")).since())
                .isEqualTo(Map.of("b@1", 8L));
        assertThat(BlockMarks.read("a@1=7", 40).next(List.of())).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsNotTakenForABlock() {
        assertThat(BlockMarks.read("a@1 b@1=later =3 c@1=-1", 40).since()).isEmpty();
        assertThat(BlockMarks.read("a@1=99999999999999999999", 40).since()).isEmpty();
    }
}
