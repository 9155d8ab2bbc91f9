package dev.portcullis.operator.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FileReleasesTest {

    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    private final FileReleases.Stone stone = new FileReleases.Stone(70, NOW);

    @Test
    void aTombstoneIsOverWhenEveryNodeHasSeenIt() {
        assertThat(stone.isOver(OptionalLong.of(69), NOW)).isFalse();
        assertThat(stone.isOver(OptionalLong.of(70), NOW)).isTrue();
        assertThat(stone.isOver(OptionalLong.of(Long.MAX_VALUE), NOW)).isTrue();
        assertThat(stone.isOver(OptionalLong.empty(), NOW)).isFalse();
    }

    @Test
    void aNodeThatStaysAwayIsWaitedForAWeek() {
        Instant week = NOW.plus(FileReleases.LONGEST);
        assertThat(stone.isOver(OptionalLong.of(1), week)).isFalse();
        assertThat(stone.isOver(OptionalLong.of(1), week.plus(Duration.ofSeconds(1))))
                .isTrue();
        assertThat(stone.isOver(OptionalLong.empty(), week.plus(Duration.ofSeconds(1))))
                .isTrue();
    }
}
