package dev.portcullis.observer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TellingPaceTest {

    private final TellingPace pace = new TellingPace();

    @Test
    void aChangeAfterAQuietTimeIsToldNearlyAtOnce() {
        assertThat(pace.isPending()).isFalse();
        pace.changed(1_000, false);
        assertThat(pace.isPending()).isTrue();
        assertThat(pace.due()).isEqualTo(1_000 + TellingPace.BASE);
    }

    @Test
    void changesThatGoOnAreToldLessAndLessOften() {
        long now = 0;
        long longest = 0;
        for (int i = 0; i < 20; i++) {
            pace.changed(now, false);
            longest = pace.due() - now;
            now = pace.due();
            pace.told(now);
        }
        assertThat(longest).isEqualTo(TellingPace.MAX_WINDOW);
        long later = now + 3 * TellingPace.MAX_WINDOW;
        pace.changed(later, false);
        assertThat(pace.due()).as("after a quiet time").isEqualTo(later + TellingPace.BASE);
    }

    @Test
    void aDenialNeverWaitsLong() {
        long now = 0;
        for (int i = 0; i < 20; i++) {
            pace.changed(now, false);
            now = pace.due();
            pace.told(now);
        }
        pace.changed(now, false);
        pace.changed(now + 5, true);
        pace.changed(now + 7, true);
        assertThat(pace.due()).isEqualTo(now + 5 + TellingPace.MAX_DENIAL_WINDOW);
    }

    @Test
    void whatIsToldIsNotPending() {
        pace.changed(0, true);
        pace.told(1);
        assertThat(pace.isPending()).isFalse();
    }
}
