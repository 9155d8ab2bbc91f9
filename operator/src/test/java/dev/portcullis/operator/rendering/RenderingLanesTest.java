package dev.portcullis.operator.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.operator.client.Allowance;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RenderingLanesTest {

    private static final Subject BIG = new Subject(Kind.SECCOMP_PROFILE, "big");
    private static final Subject BIGGER = new Subject(Kind.SECCOMP_PROFILE, "bigger");
    private static final Subject SMALL = new Subject(Kind.SECCOMP_PROFILE, "small");
    private static final Subject POLICY = new Subject(Kind.CAPABILITY_POLICY, "policy");

    private final Map<String, Long> sizes = new HashMap<>(Map.of(
            "big",
            RenderingLanes.SMALL + 1,
            "bigger",
            10 * RenderingLanes.SMALL,
            "small",
            RenderingLanes.SMALL,
            "half",
            30_000L));
    private final List<String> read = new ArrayList<>();
    private final List<Subject> called = new ArrayList<>();
    private final LargeSpecQueue turns = new LargeSpecQueue();
    private final RenderingLanes workbench = new RenderingLanes(allowance -> name -> profile(name, allowance), turns);

    @BeforeEach
    void listen() {
        for (Kind kind : Kind.values()) {
            turns.call(kind, called::add);
        }
    }

    @Test
    void smallOnesAreWorkedOnWhileALargeOneIs() {
        Optional<String> made = workbench.work(BIG, specs -> {
            specs.of("big");
            assertThat(workbench.work(SMALL, s -> s.of("small").isPresent())).contains(true);
            assertThat(workbench.work(BIGGER, s -> s.of("bigger").isPresent())).isEmpty();
            assertThat(called).isEmpty();
            return "done";
        });
        assertThat(made).contains("done");
        assertThat(called).containsExactly(BIGGER);
        assertThat(workbench.work(BIGGER, s -> s.of("bigger").isPresent())).contains(true);
    }

    @Test
    void whatIsReadTogetherCounts() {
        turns.begin(BIG);
        assertThat(workbench.work(POLICY, s -> s.of("half").isPresent())).contains(true);
        assertThat(workbench.work(
                        POLICY, s -> s.of("half").isPresent() && s.of("small").isPresent()))
                .isEmpty();
    }

    @Test
    void aLargeOneIsNotReadInVainTwiceUntilItIsSmallAgain() {
        workbench.work(BIG, s -> s.of("big"));
        assertThat(read).containsExactly("big", "big");
        workbench.work(BIG, s -> s.of("big"));
        assertThat(read).hasSize(3);

        sizes.put("big", 10L);
        workbench.work(BIG, s -> s.of("big"));
        turns.begin(BIGGER);
        assertThat(workbench.work(BIG, s -> s.of("big"))).isPresent();
    }

    @Test
    void aFailureGivesTheTurnAway() {
        assertThatThrownBy(() -> workbench.work(BIG, s -> {
                    s.of("big");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(turns.begin(BIGGER)).isTrue();
    }

    @Test
    void theOthersAreCalledInTheOrderOfComingAndOnlyOnce() {
        assertThat(turns.begin(BIG)).isTrue();
        assertThat(turns.begin(POLICY)).isFalse();
        assertThat(turns.begin(BIGGER)).isFalse();
        assertThat(turns.begin(POLICY)).isFalse();
        turns.end(BIG);
        assertThat(called).containsExactly(POLICY);
        assertThat(turns.begin(POLICY)).isTrue();
        turns.end(POLICY);
        assertThat(called).containsExactly(POLICY, BIGGER);
        turns.end(BIGGER);
        assertThat(called).hasSize(2);
    }

    @Test
    void whoeverIsGoneHoldsUpNobody() {
        turns.begin(BIG);
        turns.begin(POLICY);
        turns.begin(BIGGER);
        turns.end(BIG);
        // It was called, and never comes.
        turns.forget(POLICY);
        assertThat(called).containsExactly(POLICY, BIGGER);
    }

    private Optional<SeccompProfile> profile(String name, Allowance allowance) {
        read.add(name);
        allowance.use(sizes.getOrDefault(name, 0L));
        SeccompProfile profile = new SeccompProfile();
        profile.setMetadata(new ObjectMetaBuilder().withName(name).build());
        return Optional.of(profile);
    }
}
