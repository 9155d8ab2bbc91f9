package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenditionTest {

    private final Rendition rendition = new Rendition(Kind.SECCOMP_PROFILE, "web.nginx", 7, "{}\n");
    private final ConfigMap configMap = rendition.toConfigMap("portcullis-system", 3);

    @Test
    void aConfigMapCarriesItThere() {
        assertThat(configMap.getMetadata().getName()).isEqualTo("seccompprofile-web.nginx");
        assertThat(configMap.getMetadata().getLabels()).containsEntry("portcullis.dev/kind", "SeccompProfile");
        assertThat(Rendition.promisedDigest(configMap))
                .isEqualTo("ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356");
        assertThat(Rendition.nodes(configMap)).isEqualTo(3);
    }

    @Test
    void andBack() {
        assertThat(Rendition.of(configMap)).isEqualTo(rendition);
    }

    @Test
    void namesFilesAfterObjects() {
        assertThat(Rendition.localhostProfile("dup")).isEqualTo("portcullis/dup.json");
        assertThat(Rendition.localhostProfile("dup.json")).isEqualTo("portcullis/dup.json.json");
        assertThat(Rendition.objectOfFile("dup.json.json")).isEqualTo("dup.json");
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

    private static void assertMalformed(ConfigMap configMap, String message) {
        assertThatExceptionOfType(MalformedRenditionException.class)
                .isThrownBy(() -> Rendition.of(configMap))
                .withMessageContaining(message);
    }
}
