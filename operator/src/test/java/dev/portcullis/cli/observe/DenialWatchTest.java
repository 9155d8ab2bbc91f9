package dev.portcullis.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.ObservedDenial;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenialWatchTest {

    private final DenialWatch watch = new DenialWatch();

    @Test
    void whatIsNewIsToldOnceTheEarliestFirst() {
        ObservedDenial late = denial("socket", 1);
        ObservedDenial early = denial("mkdir", 2);
        assertThat(watch.of("n1", List.of(late, early)))
                .containsExactly(new DenialWatch.News(early, 2), new DenialWatch.News(late, 1));
        assertThat(watch.of("n1", List.of(late, early))).isEmpty();
        ObservedDenial again = denial("socket", 4);
        assertThat(watch.of("n1", List.of(again, early))).containsExactly(new DenialWatch.News(again, 3));
    }

    @Test
    void nodesCountForThemselves() {
        ObservedDenial denial = denial("socket", 1);
        watch.of("n1", List.of(denial));
        assertThat(watch.of("n2", List.of(denial))).containsExactly(new DenialWatch.News(denial, 1));
    }

    @Test
    void anObserverMayBeginAnew() {
        watch.of("n1", List.of(denial("socket", 9)));
        ObservedDenial anew = denial("socket", 2);
        assertThat(watch.of("n1", List.of(anew))).containsExactly(new DenialWatch.News(anew, 2));
    }

    private static ObservedDenial denial(String syscall, long count) {
        return new ObservedDenial(
                "shop",
                "web",
                "main",
                null,
                null,
                syscall,
                "SCMP_ARCH_X86_64",
                null,
                "EPERM",
                count,
                null,
                "2026-11-29T12:00:0" + count + "Z");
    }
}
