package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.api.KernelVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagedCarrierTest {

    private final Rendition stable =
            Rendition.ofProfile("web", 7, "{}\n", new TreeMap<>(Map.of("arm64", "[]\n")), new KernelVersion(4, 8));
    private final Rendition next =
            Rendition.ofProfile("web", 8, "1\n", new TreeMap<>(Map.of("s390x", "2\n")), new KernelVersion(5, 1));
    private final Stage stage = new Stage(2, Long.MIN_VALUE + 5, "8/1", 41, List.of(new Stage.Reach(3, 42)));
    private final ConfigMap plain = Carrier.of(stable, "portcullis-system", 3);
    private final ConfigMap staged = StagedCarrier.of(plain, next, stage);

    @Test
    void itHoldsBothAndTheStage() {
        assertThat(staged.getData())
                .containsOnlyKeys("profile.json", "profile.arm64.json", "next.profile.json", "next.profile.s390x.json");
        assertThat(staged.getMetadata().getAnnotations())
                .containsEntry("portcullis.dev/rollout-step", "2")
                .containsEntry("portcullis.dev/rollout-threshold", "8000000000000005")
                .containsEntry("portcullis.dev/rollout-answered", "8/1")
                .containsEntry("portcullis.dev/next-generation", "8")
                .containsEntry("portcullis.dev/next-min-kernel", "5.1")
                .containsEntry("sha256.portcullis.dev/next.profile.json", Digest.sha256("1\n"));
        assertThat(StagedCarrier.stage(staged)).contains(stage);
        assertThat(StagedCarrier.stage(plain)).isEmpty();
    }

    @Test
    void eachOfTheTwoIsReadAsIfItWereAlone() {
        assertThat(StagedCarrier.stable(staged)).isEqualTo(plain);
        assertThat(Carrier.read(StagedCarrier.stable(staged))).isEqualTo(stable);
        assertThat(Carrier.read(StagedCarrier.next(staged))).isEqualTo(next);
        assertThat(Carrier.promises(StagedCarrier.next(staged))).isEqualTo(Carrier.promises(next));
        assertThat(Carrier.promises(staged)).isNotEqualTo(Carrier.promises(stable));
    }

    @Test
    void anAgentThatKnowsNoStagesRefusesIt() {
        assertThatExceptionOfType(MalformedRenditionException.class)
                .isThrownBy(() -> Carrier.read(staged))
                .withMessageContaining("data has the key next.profile.json, which is neither");
    }

    @Test
    void aStageThatNoOperatorWroteIsRefused() {
        for (String[] wrong : new String[][] {
            {StagedCarrier.THRESHOLD_ANNOTATION, "5"},
            {StagedCarrier.THRESHOLD_ANNOTATION, "80000000000000xx"},
            {StagedCarrier.STEP_ANNOTATION, "-1"},
            {StagedCarrier.STEP_ANNOTATION, "first"}
        }) {
            ConfigMap odd = new ConfigMapBuilder(staged)
                    .editMetadata()
                    .addToAnnotations(wrong[0], wrong[1])
                    .endMetadata()
                    .build();
            assertThatExceptionOfType(MalformedRenditionException.class)
                    .isThrownBy(() -> StagedCarrier.seenBy("n1", odd))
                    .withMessageContaining("seccompprofile-web: annotation " + wrong[0]);
        }
    }

    @Test
    void placesAreEvenlySpreadAndOtherForEachObject() {
        Subject web = Subject.profile("web");
        List<Long> places = IntStream.range(0, 1000)
                .mapToObj(i -> Stage.place(web, "n" + i))
                .toList();
        assertThat(places).doesNotHaveDuplicates();
        assertThat(places.stream().filter(place -> place >= 0).count())
                .as("the lower half")
                .isBetween(400L, 600L);
        assertThat(Stage.place(web, "n1")).isEqualTo(Stage.place(web, "n1"));
        assertThat(Stage.place(Subject.policy("web"), "n1")).isNotEqualTo(Stage.place(web, "n1"));
        assertThat(new Stage(0, -1, "", 0, List.of()).includes(web, "n1"))
                .as("-1 is the greatest")
                .isTrue();
    }
}
