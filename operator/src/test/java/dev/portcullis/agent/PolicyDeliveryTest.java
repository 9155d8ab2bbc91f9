package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the ConfigMap of a policy asks of a node. */
class PolicyDeliveryTest {

    private static final String CAPABILITIES = "policy/web.capabilities.json";
    private static final String SECCOMP = "policy/web.seccomp.json";

    private final ConfigMap configMap = configMap("web");

    @Test
    void bothFilesAreAskedFor() {
        assertThat(deliver(configMap, "arm64", "6.1.0").parts())
                .containsExactlyInAnyOrder(good(CAPABILITIES, "{}"), good(SECCOMP, "[1]"));
        assertThat(deliver(configMap, "amd64", "6.1.0").parts())
                .containsExactlyInAnyOrder(good(CAPABILITIES, "{}"), good(SECCOMP, "[]"));
    }

    @Test
    void aPolicyWithoutAProfileIsOneFile() {
        NodeDelivery delivery = deliver(numbered(Rendition.ofPolicy("web", 1, "{}", null)), "amd64", "6.1.0");

        assertThat(delivery.parts()).containsExactly(good(CAPABILITIES, "{}"));
        assertThat(delivery.keys()).containsExactlyInAnyOrder(CAPABILITIES, SECCOMP);
    }

    @Test
    void anOlderKernelCannotUseTheProfileAlone() {
        assertThat(deliver(configMap, "arm64", "4.19.0").parts())
                .containsExactlyInAnyOrder(
                        good(CAPABILITIES, "{}"),
                        new NodeDelivery.Unsuitable(
                                SECCOMP,
                                new FileFailure(SECCOMP, "KernelTooOld", "needs kernel 5.9, this node runs 4.19.0")));
    }

    @Test
    void aWrongDigestConcernsItsFileAlone() {
        ConfigMap broken = new ConfigMapBuilder(configMap)
                .addToData("capabilities.json", "{1}")
                .build();

        assertThat(deliver(broken, "amd64", "6.1.0").parts())
                .containsExactlyInAnyOrder(
                        new NodeDelivery.Unusable(
                                CAPABILITIES,
                                new FileFailure(
                                        CAPABILITIES,
                                        "BadDigest",
                                        "capabilitypolicy-web: the digest of capabilities.json is "
                                                + Digest.sha256("{1}") + ", promised was " + Digest.sha256("{}"))),
                        good(SECCOMP, "[]"));
    }

    @Test
    void whatIsMalformedConcernsBoth() {
        ConfigMap strange =
                new ConfigMapBuilder(configMap).addToData("notes", "x").build();

        assertThat(deliver(strange, "amd64", "6.1.0").parts())
                .allSatisfy(part -> assertThat(part).isInstanceOfSatisfying(NodeDelivery.Unusable.class, unusable -> {
                    assertThat(unusable.failure().file()).isEqualTo(part.key());
                    assertThat(unusable.failure().reason()).isEqualTo("MalformedRendition");
                }))
                .extracting(NodeDelivery.Part::key)
                .containsExactlyInAnyOrder(CAPABILITIES, SECCOMP);
    }

    @Test
    void aNameThatIsNotSafeIsMalformed() {
        assertThat(deliver(configMap(".."), "amd64", "6.1.0").parts())
                .containsExactly(new NodeDelivery.Unusable(
                        "configmap/capabilitypolicy-..",
                        new FileFailure(
                                "configmap/capabilitypolicy-..",
                                "MalformedRendition",
                                "capabilitypolicy-..: \"..\" cannot be the name of a file")));
        assertThat(deliver(configMap("../x"), "amd64", "6.1.0").parts())
                .extracting(NodeDelivery.Part::key)
                .containsExactly("configmap/capabilitypolicy-../x");
        assertThat(NodeDelivery.keys("other")).containsExactly("configmap/other");
    }

    private static NodeDelivery.Part good(String file, String document) {
        return new NodeDelivery.Good(new FileName(file), document, Digest.sha256(document));
    }

    private static NodeDelivery deliver(ConfigMap configMap, String architecture, String kernelRelease) {
        return NodeDelivery.of(configMap, new NodeInfo("n1", architecture, kernelRelease, "1"));
    }

    private static ConfigMap configMap(String policy) {
        RenderedFile seccomp =
                RenderedFile.seccomp("[]", new TreeMap<>(Map.of("arm64", "[1]")), new KernelVersion(5, 9));
        return numbered(Rendition.ofPolicy(policy, 1, "{}", seccomp));
    }

    private static ConfigMap numbered(Rendition rendition) {
        return new ConfigMapBuilder(Carrier.of(rendition, "portcullis-system", 3))
                .editMetadata()
                .withResourceVersion("5")
                .endMetadata()
                .build();
    }
}
