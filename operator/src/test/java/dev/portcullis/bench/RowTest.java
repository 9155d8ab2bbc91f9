package dev.portcullis.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of the table: their targets, and when they are missed. */
class RowTest {

    private static final Row ROW = Row.parse("create.file\ts\t0.03\t0.06\tcreate 1 profile");
    private static final Row FREE = Row.parse("create.api\tCPU s\t-\t-\tno target");

    @Test
    void aTargetIsMissedByTheMedianOrTheNinetiethPercentile() {
        assertThat(ROW.isMissedBy(Samples.of(List.of(0.01, 0.03, 0.06)))).isFalse();
        assertThat(ROW.isMissedBy(Samples.of(List.of(0.01, 0.031, 0.06)))).isTrue();
        assertThat(ROW.isMissedBy(Samples.of(List.of(0.01, 0.03, 0.061)))).isTrue();
    }

    @Test
    void whatNobodyWaitedForIsMissed() {
        assertThat(ROW.isMissedBy(new Samples(List.of(0.001), true))).isTrue();
    }

    @Test
    void aTargetOfNothingIsReachedByNothingAlone() {
        Row none = Row.parse("torn.reads\treads\t0\t-\ttorn");
        assertThat(none.isMissedBy(Samples.of(0))).isFalse();
        assertThat(none.isMissedBy(Samples.of(1))).isTrue();
    }

    @Test
    void aRowWithoutTargetIsNeverMissed() {
        assertThat(FREE.isMissedBy(Samples.of(1e9))).isFalse();
        assertThat(FREE.isMissedBy(new Samples(List.of(30.0), true))).isFalse();
        assertThat(FREE.targetText()).isEmpty();
        assertThat(ROW.targetText()).contains("0.03 / 0.06");
    }

    @ParameterizedTest
    @CsvSource({"create, true", "create.file, true", "crea, false", "create.file.more, false", "file, false"})
    void aNameStandsForTheRowsThatBeginWithItsParts(String name, boolean isPart) {
        assertThat(ROW.isPartOf(name)).isEqualTo(isPart);
    }

    @Test
    void aNameThatStandsForNoRowIsRefused() {
        assertThatThrownBy(() -> RowTable.read(List.of("create", "creat")))
                .hasMessageContaining("no row begins with creat;")
                .hasMessageContaining("tamper");
    }

    @Test
    void aMeasurementIsWantedForAnyOfItsRows() {
        RowTable some = RowTable.read(List.of("burst.update", "memory.agent"));
        assertThat(some.wants("burst")).isTrue();
        assertThat(some.wants("burst.update")).isTrue();
        assertThat(some.wants("burst.create")).isFalse();
        assertThat(some.wants("scale.burst")).isFalse();
        assertThat(some.wants("memory")).isTrue();
        assertThat(RowTable.read(List.of()).wants("scale")).isTrue();
    }

    @Test
    void theGuideHasEveryRowOfTheTable() throws IOException {
        String guide = Files.readString(Repository.ROOT.resolve("docs/performance.md"));
        assertThat(RowTable.read(List.of()).rows()).isNotEmpty().allSatisfy(row -> assertThat(guide)
                .contains("`" + row.id() + "`"));
    }
}
