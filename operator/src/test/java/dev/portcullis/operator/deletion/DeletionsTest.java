package dev.portcullis.operator.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.SettableClock;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.FileUsers;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeletionsTest {

    private static final Subject NGINX = Subject.profile("nginx");

    private final SettableClock clock = new SettableClock();
    private Map<String, List<String>> users = Map.of();
    private @Nullable KubernetesClientException error;
    private int listings;
    private final Deletions deletions = new Deletions(this::list, clock);

    private FileUsers list(Set<String> files) {
        listings++;
        if (error != null) {
            throw error;
        }
        return new FileUsers(
                files.stream().collect(Collectors.toMap(file -> file, file -> users.getOrDefault(file, List.of()))));
    }

    @Test
    void anUnusedObjectGoesAtOnce() {
        users = Map.of("portcullis/other.json", List.of("web/a"));
        assertThat(ask()).isEqualTo(new Release.Now());
        assertThat(listings).isOne();
    }

    @Test
    void aProfileAndAPolicyOfOneNameHaveDifferentFiles() {
        users = Map.of("portcullis/policy/nginx.seccomp.json", List.of("web/a"));
        assertThat(ask()).isEqualTo(new Release.Now());
        clock.advance(SharedListing.SHORTEST_PAUSE);
        assertThat(deletions.ask(Subject.policy("nginx"), clock.instant())).isInstanceOf(Release.Held.class);
    }

    @Test
    void aUsedObjectIsLookedAtEverMoreRarely() {
        used();
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Duration again = ((Release.Held) ask()).again();
            seconds.add(again.toSeconds());
            clock.advance(again);
        }
        assertThat(seconds).containsExactly(5L, 10L, 20L, 40L, 60L, 60L, 60L);
        assertThat(listings).isEqualTo(7);
        users = Map.of();
        assertThat(ask()).isEqualTo(new Release.Now());
    }

    @Test
    void theLastAnswerHoldsUntilTheNextLook() {
        used();
        Release.Held first = (Release.Held) ask();
        clock.advance(Duration.ofSeconds(2));
        assertThat(ask()).isEqualTo(new Release.Held(first.holding(), Duration.ofSeconds(3)));
        assertThat(deletions.holding(NGINX)).contains(first.holding());
        assertThat(listings).isOne();
    }

    @Test
    void noAnswerCountsThatIsOlderThanTheWithdrawal() {
        deletions.notBefore(NGINX, clock.instant().plusSeconds(2));
        assertThat(ask()).isEqualTo(new Release.Later(Duration.ofSeconds(2)));
        assertThat(listings).isZero();
        clock.advance(Duration.ofSeconds(2));
        assertThat(ask()).isEqualTo(new Release.Now());
    }

    @Test
    void whileAnotherListingIsTooFreshTheAskerComesBack() {
        deletions.ask(Subject.profile("other"), clock.instant());
        clock.advance(Duration.ofMillis(1));
        assertThat(ask()).isEqualTo(new Release.Later(SharedListing.SHORTEST_PAUSE));
        clock.advance(SharedListing.SHORTEST_PAUSE);
        assertThat(ask()).isEqualTo(new Release.Now());
    }

    @Test
    void anObjectStaysWhilePodsCannotBeListed() {
        error = new KubernetesClientException("pods is forbidden");
        assertThat(ask())
                .isEqualTo(new Release.Held(Release.Holding.unknown("pods is forbidden"), Duration.ofSeconds(5)));
        error = null;
        clock.advance(Duration.ofSeconds(5));
        assertThat(ask()).isEqualTo(new Release.Now());
    }

    @Test
    void aDeletedObjectIsForgotten() {
        used();
        ask();
        deletions.forget(NGINX);
        assertThat(deletions.holding(NGINX)).isEmpty();
    }

    private void used() {
        users = Map.of("portcullis/nginx.json", List.of("web/a"));
    }

    private Release ask() {
        return deletions.ask(NGINX, clock.instant());
    }
}
