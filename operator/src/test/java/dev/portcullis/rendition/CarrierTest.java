package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.api.KernelVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarrierTest {

    private static final String DIGEST = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356";

    private final Rendition plain = Rendition.ofProfile("web.nginx", 7, "{}\n", new TreeMap<>(), null);
    private final Rendition full = Rendition.ofProfile(
            "web.nginx", 7, "{}\n", new TreeMap<>(Map.of("arm64", "[]\n", "s390x", "1\n")), new KernelVersion(4, 8));
    private final ConfigMap configMap = Carrier.of(full, "portcullis-system", 3);

    @Test
    void aConfigMapCarriesItThere() {
        assertThat(configMap.getMetadata().getName()).isEqualTo("seccompprofile-web.nginx");
        assertThat(configMap.getMetadata().getLabels()).containsEntry("portcullis.dev/kind", "SeccompProfile");
        assertThat(configMap.getData())
                .containsOnly(
                        Map.entry("profile.json", "{}\n"),
                        Map.entry("profile.arm64.json", "[]\n"),
                        Map.entry("profile.s390x.json", "1\n"));
        assertThat(configMap.getMetadata().getAnnotations())
                .containsEntry("portcullis.dev/generation", "7")
                .containsEntry("portcullis.dev/nodes", "3")
                .containsEntry("portcullis.dev/min-kernel", "4.8")
                .containsEntry("sha256.portcullis.dev/profile.json", DIGEST)
                .containsEntry("sha256.portcullis.dev/profile.arm64.json", Digest.sha256("[]\n"))
                .containsEntry("sha256.portcullis.dev/profile.s390x.json", Digest.sha256("1\n"))
                .hasSize(6);
        assertThat(Carrier.promisedDigest(configMap, DocumentKey.NEUTRAL)).isEqualTo(DIGEST);
        assertThat(Carrier.nodes(configMap)).isEqualTo(3);
    }

    @Test
    void aWholeRenditionIsReadBack() {
        assertThat(Carrier.read(configMap)).isEqualTo(full);
    }

    @Test
    void aRenditionOfTheNeutralDocumentAloneIsCarriedAndReadBack() {
        ConfigMap carrier = Carrier.of(plain, "portcullis-system", 3);

        assertThat(carrier.getData()).containsOnlyKeys("profile.json");
        assertThat(carrier.getMetadata().getAnnotations())
                .containsOnlyKeys(
                        "portcullis.dev/generation", "portcullis.dev/nodes", "sha256.portcullis.dev/profile.json");
        assertThat(Carrier.read(carrier)).isEqualTo(plain);
    }

    @Test
    void promisesAreDigestsAndTheOldestKernel() {
        assertThat(Carrier.promises(configMap))
                .isEqualTo(Carrier.promises(full))
                .hasSize(4);
        assertThat(Carrier.promises(plain)).containsOnlyKeys("sha256.portcullis.dev/profile.json");
    }

    @Test
    void theNodesThatItIsForAreAPromise() {
        NodeSelector gpu = NodeSelector.of(new LabelSelector(List.of(), Map.of("pool", "gpu")));
        ConfigMap carrier = Carrier.of(plain.onNodes(gpu), "portcullis-system", 3);

        assertThat(carrier.getMetadata().getAnnotations())
                .containsEntry(
                        "portcullis.dev/node-selector",
                        "{\"matchExpressions\":[{\"key\":\"pool\",\"operator\":\"In\",\"values\":[\"gpu\"]}]}");
        assertThat(Carrier.read(carrier)).isEqualTo(plain.onNodes(gpu));
        assertThat(Carrier.promisedNodes(carrier)).isEqualTo(gpu);
        assertThat(Carrier.promises(carrier))
                .isEqualTo(Carrier.promises(plain.onNodes(gpu)))
                .isNotEqualTo(Carrier.promises(plain));
        carrier.getMetadata().getAnnotations().put("portcullis.dev/node-selector", "gpu");
        assertMalformed(carrier, "annotation portcullis.dev/node-selector: not a label selector: gpu");
    }

    @Test
    void saysWhatIsWrongWithAForeignConfigMap() {
        assertMalformed(new ConfigMapBuilder(configMap).withData(null).build(), "data has no key profile.json");
        assertMalformed(
                new ConfigMapBuilder(configMap)
                        .editMetadata()
                        .withName("other")
                        .endMetadata()
                        .build(),
                "other: a rendition of a SeccompProfile is named seccompprofile-NAME");
        assertMalformed(
                new ConfigMapBuilder(configMap)
                        .editMetadata()
                        .withLabels(Map.of())
                        .endMetadata()
                        .build(),
                "label portcullis.dev/kind names no kind");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profile..json",
                "profile.ARM64.json",
                "profile.arm64.json.json",
                "profile.arm-64.json",
                "profile.arm64",
                "profile",
                "Profile.json",
                "notes.txt"
            })
    void aKeyOfAnotherFormIsRefused(String key) {
        assertMalformed(
                new ConfigMapBuilder(configMap).addToData(key, "{}").build(),
                "seccompprofile-web.nginx: data has the key " + key
                        + ", which is neither profile.json nor profile.ARCHITECTURE.json; remove it");
    }

    @Test
    void everyKeyHasADigestAndEveryDigestAKey() {
        assertMalformed(
                new ConfigMapBuilder(configMap)
                        .addToData("profile.riscv64.json", "{}")
                        .build(),
                "data has the key profile.riscv64.json without an annotation sha256.portcullis.dev/profile.riscv64.json");
        assertMalformed(
                new ConfigMapBuilder(configMap)
                        .removeFromData("profile.arm64.json")
                        .build(),
                "annotation sha256.portcullis.dev/profile.arm64.json promises a key that data does not have");
    }

    @Test
    void theOldestKernelIsAVersion() {
        assertMalformed(
                new ConfigMapBuilder(configMap)
                        .editMetadata()
                        .addToAnnotations("portcullis.dev/min-kernel", "new")
                        .endMetadata()
                        .build(),
                "annotation portcullis.dev/min-kernel: \"new\" is not a kernel version; write MAJOR.MINOR");
    }

    @Test
    void aPolicyTakesItsCapabilitiesAndItsProfile() {
        Rendition policy = Rendition.ofPolicy(
                "web",
                7,
                "{}\n",
                RenderedFile.seccomp("[]\n", new TreeMap<>(Map.of("arm64", "1\n")), new KernelVersion(4, 8)));
        ConfigMap carrier = Carrier.of(policy, "portcullis-system", 3);

        assertThat(carrier.getMetadata().getName()).isEqualTo("capabilitypolicy-web");
        assertThat(carrier.getMetadata().getLabels()).containsEntry("portcullis.dev/kind", "CapabilityPolicy");
        assertThat(carrier.getData())
                .containsOnly(
                        Map.entry("capabilities.json", "{}\n"),
                        Map.entry("profile.json", "[]\n"),
                        Map.entry("profile.arm64.json", "1\n"));
        assertThat(Carrier.promises(carrier))
                .containsEntry("sha256.portcullis.dev/capabilities.json", DIGEST)
                .containsEntry("portcullis.dev/min-kernel", "4.8")
                .isEqualTo(Carrier.promises(policy))
                .hasSize(4);
        assertThat(Carrier.promisedDigest(carrier, DocumentKey.CAPABILITIES)).isEqualTo(DIGEST);
        assertThat(Carrier.promisedDigest(carrier, DocumentKey.NEUTRAL)).isEqualTo(Digest.sha256("[]\n"));
        assertThat(Carrier.read(carrier)).isEqualTo(policy);
    }

    @Test
    void aPolicyWithoutAProfileToo() {
        Rendition policy = Rendition.ofPolicy("web", 7, "{}\n", null);
        ConfigMap carrier = Carrier.of(policy, "portcullis-system", 3);

        assertThat(carrier.getData()).containsOnlyKeys("capabilities.json");
        assertThat(Carrier.promisedDigest(carrier, DocumentKey.NEUTRAL)).isEmpty();
        assertThat(Carrier.read(carrier)).isEqualTo(policy);
        assertThat(Carrier.read(new ConfigMapBuilder(carrier)
                        .editMetadata()
                        .addToAnnotations("portcullis.dev/min-kernel", "new")
                        .endMetadata()
                        .build()))
                .isEqualTo(policy);
    }

    @Test
    void eachKindHasItsKeys() {
        ConfigMap policy = Carrier.of(
                Rendition.ofPolicy("web", 7, "{}", RenderedFile.seccomp("[]", new TreeMap<>(), null)), "ns", 3);

        assertMalformed(
                new ConfigMapBuilder(policy).addToData("notes", "x").build(),
                "capabilitypolicy-web: data has the key notes, which is neither capabilities.json nor profile.json nor"
                        + " profile.ARCHITECTURE.json; remove it");
        assertMalformed(
                new ConfigMapBuilder(configMap)
                        .addToData("capabilities.json", "{}")
                        .build(),
                "seccompprofile-web.nginx: data has the key capabilities.json, which is neither profile.json nor");
        assertMalformed(
                new ConfigMapBuilder(policy).removeFromData("capabilities.json").build(),
                "capabilitypolicy-web: data has no key capabilities.json");
        assertMalformed(
                new ConfigMapBuilder(policy)
                        .addToData("profile.arm64.json", "{}")
                        .removeFromData("profile.json")
                        .build(),
                "capabilitypolicy-web: data has no key profile.json");
        assertMalformed(
                new ConfigMapBuilder(policy)
                        .editMetadata()
                        .removeFromAnnotations("sha256.portcullis.dev/capabilities.json")
                        .endMetadata()
                        .build(),
                "data has the key capabilities.json without an annotation sha256.portcullis.dev/capabilities.json");
        assertMalformed(
                new ConfigMapBuilder(policy).removeFromData("profile.json").build(),
                "annotation sha256.portcullis.dev/profile.json promises a key that data does not have");
        assertMalformed(
                new ConfigMapBuilder(policy)
                        .editMetadata()
                        .addToLabels("portcullis.dev/kind", "SeccompProfile")
                        .endMetadata()
                        .build(),
                "a rendition of a SeccompProfile is named seccompprofile-NAME");
    }

    private static void assertMalformed(ConfigMap configMap, String message) {
        assertThatExceptionOfType(MalformedRenditionException.class)
                .isThrownBy(() -> Carrier.read(configMap))
                .withMessageContaining(message);
    }
}
