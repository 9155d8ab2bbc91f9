package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Stage;
import dev.portcullis.rendition.StagedCarrier;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeDeliveryTest {

    private static final FileName FILE = new FileName("nginx.json");

    private final ConfigMap configMap = numbered(Carrier.of(
            Rendition.ofProfile("nginx", 1, "{}", new TreeMap<>(Map.of("arm64", "[]")), new KernelVersion(5, 9)),
            "portcullis-system",
            3));

    @ParameterizedTest
    @CsvSource({"arm64, []", "amd64, {}", "arm, {}", "sparc, {}"})
    void aNodeGetsTheVariantOfItsArchitectureOrTheNeutralDocument(String architecture, String document) {
        assertThat(part(configMap, architecture, "6.1.0"))
                .isEqualTo(new NodeDelivery.Good(FILE, document, Digest.sha256(document)));
    }

    @Test
    void onlyTheDigestOfWhatIsWrittenCounts() {
        ConfigMap broken = new ConfigMapBuilder(configMap)
                .addToData("profile.arm64.json", "[1]")
                .build();

        assertThat(part(broken, "amd64", "6.1.0")).isInstanceOf(NodeDelivery.Good.class);
        assertThat(part(broken, "arm64", "6.1.0"))
                .isEqualTo(new NodeDelivery.Unusable(
                        "nginx.json",
                        new FileFailure(
                                "nginx.json",
                                "BadDigest",
                                "seccompprofile-nginx: the digest of profile.arm64.json is " + Digest.sha256("[1]")
                                        + ", promised was " + Digest.sha256("[]"))));
    }

    @Test
    void anOlderKernelCannotUseIt() {
        assertThat(part(configMap, "arm64", "4.19.0-6-amd64"))
                .isEqualTo(new NodeDelivery.Unsuitable(
                        "nginx.json",
                        new FileFailure(
                                "nginx.json", "KernelTooOld", "needs kernel 5.9, this node runs 4.19.0-6-amd64")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.9.0", "5.10.102.1-microsoft-standard-WSL2", "6.18-rc1", "", "unknown"})
    void aKernelThatIsNotKnownToBeOlderCan(String release) {
        assertThat(part(configMap, "amd64", release)).isInstanceOf(NodeDelivery.Good.class);
    }

    @Test
    void aStrangeKeyIsAFailureOfTheFile() {
        ConfigMap strange =
                new ConfigMapBuilder(configMap).addToData("notes", "x").build();

        assertThat(part(strange, "amd64", "6.1.0"))
                .isInstanceOfSatisfying(
                        NodeDelivery.Unusable.class,
                        unusable -> assertThat(unusable.failure().reason()).isEqualTo("MalformedRendition"));
    }

    @Test
    void aTombstoneLetsAllFilesGo() {
        ConfigMap stone = new ConfigMapBuilder(configMap)
                .editMetadata()
                .addToAnnotations("portcullis.dev/released", "uid")
                .endMetadata()
                .withData(null)
                .build();
        NodeDelivery delivery = NodeDelivery.of(stone, new NodeInfo("n1", "amd64", "6.1.0", "1"));

        assertThat(delivery.parts()).isEmpty();
        assertThat(delivery.keys()).containsExactly("nginx.json");
        // With documents the mark means nothing, and without the mark an empty ConfigMap is a broken one.
        ConfigMap marked = new ConfigMapBuilder(configMap)
                .editMetadata()
                .addToAnnotations("portcullis.dev/released", "uid")
                .endMetadata()
                .build();
        assertThat(part(marked, "amd64", "6.1.0")).isInstanceOf(NodeDelivery.Good.class);
        assertThat(part(new ConfigMapBuilder(configMap).withData(null).build(), "amd64", "6.1.0"))
                .isInstanceOf(NodeDelivery.Unusable.class);
    }

    @Test
    void aNodeTakesTheNextDocumentsWhenItsTurnHasCome() {
        Subject subject = Subject.profile("nginx");
        Rendition next = Rendition.ofProfile("nginx", 2, "[{}]", new TreeMap<>(), null);
        long place = Stage.place(subject, "n1");
        ConfigMap before = numbered(StagedCarrier.of(configMap, next, Stage.first(place - 1, "", 0)));
        ConfigMap reached = numbered(StagedCarrier.of(configMap, next, Stage.first(place, "", 0)));

        assertThat(part(before, "arm64", "6.1.0")).isEqualTo(new NodeDelivery.Good(FILE, "[]", Digest.sha256("[]")));
        assertThat(part(before, "amd64", "4.19.0")).isInstanceOf(NodeDelivery.Unsuitable.class);
        assertThat(part(reached, "arm64", "4.19.0"))
                .isEqualTo(new NodeDelivery.Good(FILE, "[{}]", Digest.sha256("[{}]")));
    }

    @Test
    void whatIsWrongWithAStageLeavesTheFileAlone() {
        Rendition next = Rendition.ofProfile("nginx", 2, "[{}]", new TreeMap<>(), null);
        ConfigMap staged = numbered(StagedCarrier.of(configMap, next, Stage.first(-1, "", 0)));
        ConfigMap odd = new ConfigMapBuilder(staged)
                .editMetadata()
                .addToAnnotations(StagedCarrier.THRESHOLD_ANNOTATION, "all")
                .endMetadata()
                .build();
        ConfigMap changed = new ConfigMapBuilder(staged)
                .addToData("next.profile.json", "{}")
                .build();
        ConfigMap unstaged = new ConfigMapBuilder(staged)
                .editMetadata()
                .removeFromAnnotations(StagedCarrier.THRESHOLD_ANNOTATION)
                .removeFromAnnotations(StagedCarrier.STEP_ANNOTATION)
                .endMetadata()
                .build();

        for (ConfigMap wrong : List.of(odd, changed, unstaged)) {
            assertThat(part(wrong, "amd64", "6.1.0")).isInstanceOf(NodeDelivery.Unusable.class);
        }
    }

    private static NodeDelivery.Part part(ConfigMap configMap, String architecture, String kernelRelease) {
        List<NodeDelivery.Part> parts = NodeDelivery.of(configMap, new NodeInfo("n1", architecture, kernelRelease, "1"))
                .parts();
        assertThat(parts).extracting(NodeDelivery.Part::key).containsExactly("nginx.json");
        return parts.getFirst();
    }

    private static ConfigMap numbered(ConfigMap configMap) {
        return new ConfigMapBuilder(configMap)
                .editMetadata()
                .withResourceVersion("5")
                .endMetadata()
                .build();
    }
}
