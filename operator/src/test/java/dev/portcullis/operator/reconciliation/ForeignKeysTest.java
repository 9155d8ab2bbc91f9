package dev.portcullis.operator.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ForeignKeysTest {

    private final ConfigMap carrier = Carrier.of(
            Rendition.ofProfile("web", 1, "{}", new TreeMap<>(Map.of("arm64", "[]")), null), "portcullis-system", 3);

    @Test
    void theRenditionsKeysStay() {
        assertThat(ForeignKeys.removal(carrier, carrier)).isEmpty();
        ConfigMap annotated = new ConfigMapBuilder(carrier)
                .editMetadata()
                .addToAnnotations("example.com/team", "web")
                .endMetadata()
                .build();
        assertThat(ForeignKeys.removal(annotated, carrier)).isEmpty();
    }

    @Test
    void keysOfOthersGo() {
        ConfigMap strange = new ConfigMapBuilder(carrier)
                .editMetadata()
                .addToAnnotations("sha256.portcullis.dev/profile.amd64.json", "00")
                .addToAnnotations("portcullis.dev/min-kernel", "9.9")
                .endMetadata()
                .addToData("profile.amd64.json", "{}")
                .addToData("notes", "x")
                .build();
        assertThat(ForeignKeys.removal(strange, carrier)).contains("""
                {"data":{"notes":null,"profile.amd64.json":null},"metadata":{"annotations":\
                {"portcullis.dev/min-kernel":null,"sha256.portcullis.dev/profile.amd64.json":null}}}""");
    }
}
