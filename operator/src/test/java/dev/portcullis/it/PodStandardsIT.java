package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodCheck;
import dev.portcullis.admission.StandardCase;
import dev.portcullis.admission.ValidatingObjects;
import dev.portcullis.cluster.Admission;
import dev.portcullis.cluster.Cluster;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The API server says of the pods of the public test sets what the command line says, word for word. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodStandardsIT {

    private static final String LABEL = "standard";
    private static final String EPHEMERAL = "ephemeralContainers";

    private final Admission admission = new Admission("pod-standards");
    private String namespace = "";

    static List<StandardCase> cases() throws IOException {
        return StandardCase.all();
    }

    /** All standards at once: each governs the pods that carry its name. */
    @BeforeAll
    void policies() throws IOException {
        List<StandardCase> cases = cases();
        // What a pod is itself is no matter where only its debugging containers are asked about.
        for (StandardCase debugged : cases) {
            ObjectNode pod = pod(debugged);
            if (((ObjectNode) pod.path("spec")).remove(EPHEMERAL) != null) {
                namespace = admission.create(pod.toString()).getMetadata().getNamespace();
            }
        }
        for (StandardCase first : firsts(cases)) {
            ObjectNode spec = first.policy().path("spec").deepCopy();
            spec.putObject("podSelector").putObject("matchLabels").put(LABEL, first.standard());
            admission.policy(first.standard(), spec.toString());
        }
        for (StandardCase denied :
                firsts(cases.stream().filter(c -> c.file().equals("denied")).toList())) {
            soon(() -> assertThat(admission.refusal(pod(denied).toString())).isEqualTo(expected(denied)));
        }
    }

    @AfterAll
    void close() {
        admission.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theApiServerSaysWhatTheCommandLineSays(StandardCase standard) throws IOException {
        ObjectNode pod = pod(standard);
        JsonNode ephemeral = ((ObjectNode) pod.path("spec")).remove(EPHEMERAL);
        String refusal = ephemeral == null ? admission.refusal(pod.toString()) : debugging(pod, ephemeral);
        assertThat(refusal).isEqualTo(expected(standard));
    }

    /** The answer to ephemeral containers, which no pod has when it is created. */
    private String debugging(JsonNode pod, JsonNode ephemeral) {
        PodResource resource = Cluster.shared()
                .admin()
                .pods()
                .inNamespace(namespace)
                .withName(pod.path("metadata").path("name").asText(""));
        List<EphemeralContainer> containers = ephemeral
                .valueStream()
                .map(each -> Serialization.unmarshal(each.toString(), EphemeralContainer.class))
                .toList();
        try {
            resource.ephemeralContainers().edit(running -> new PodBuilder(running)
                    .editSpec()
                    .withEphemeralContainers(containers)
                    .endSpec()
                    .build());
            return "";
        } catch (KubernetesClientException e) {
            return Admission.reason(e.getStatus().getMessage());
        }
    }

    private static String expected(StandardCase standard) throws IOException {
        return PodCheck.of(standard.requirements(), standard.pod().path("spec")).stream()
                .map(Objection::message)
                .collect(Collectors.joining(ValidatingObjects.SEPARATOR));
    }

    private static ObjectNode pod(StandardCase standard) {
        ObjectNode pod = standard.pod().deepCopy();
        ObjectNode metadata = pod.withObject("metadata");
        metadata.put("name", standard.standard() + "." + metadata.path("name").asText(""));
        metadata.putObject("labels").put(LABEL, standard.standard());
        return pod;
    }

    private static List<StandardCase> firsts(List<StandardCase> cases) {
        return List.copyOf(cases.stream()
                .filter(c -> !c.pod().path("spec").has(EPHEMERAL))
                .collect(Collectors.toMap(StandardCase::standard, c -> c, (one, other) -> one, LinkedHashMap::new))
                .values());
    }
}
