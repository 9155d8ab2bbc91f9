package dev.portcullis.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileUsersTest {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final String FILE = "portcullis/nginx.json";
    private static final String POLICY_FILE = "portcullis/policy/nginx.seccomp.json";

    @Test
    void aPodUsesAFileWhereverItNamesIt() {
        FileUsers users = users(
                pod(
                        "pod",
                        spec().withNewSecurityContext()
                                .withSeccompProfile(local(FILE))
                                .endSecurityContext()),
                pod(
                        "container",
                        spec().addToContainers(new ContainerBuilder()
                                .withName("b")
                                .withSecurityContext(context(local(FILE)))
                                .build())),
                pod(
                        "init",
                        spec().addToInitContainers(new ContainerBuilder()
                                .withName("b")
                                .withSecurityContext(context(local(FILE)))
                                .build())),
                pod(
                        "ephemeral",
                        spec().addToEphemeralContainers(new EphemeralContainerBuilder()
                                .withName("b")
                                .withSecurityContext(context(local(FILE)))
                                .build())),
                pod("silent", spec()));
        assertThat(users.of(FILE)).containsExactly("web/container", "web/ephemeral", "web/init", "web/pod");
    }

    @Test
    void onlyThisFileCounts() {
        FileUsers users = users(
                pod("other", podLevel(local("portcullis/nginx2.json"))),
                pod("policy", podLevel(local("portcullis/policy/nginx.seccomp.json"))),
                pod("foreign", podLevel(local("profiles/nginx.json"))),
                pod("runtime", podLevel(new SeccompProfile(null, "RuntimeDefault"))),
                pod("unconfined", podLevel(new SeccompProfile(FILE, "Unconfined"))));
        assertThat(users.of(FILE)).isEmpty();
        assertThat(users.of(POLICY_FILE)).containsExactly("web/policy");
        assertThat(users.pods()).doesNotContainKey("profiles/nginx.json");
    }

    @Test
    void otherWaysToWriteTheSamePathCount() {
        FileUsers users = users(
                pod("dot", podLevel(local("./portcullis/nginx.json"))),
                pod("slashes", podLevel(local("portcullis//nginx.json"))),
                pod("nul", podLevel(local("portcullis/nginx.json\0"))));
        assertThat(users.of(FILE)).containsExactly("web/dot", "web/slashes");
    }

    @Test
    void windowsHasNoSeccomp() {
        FileUsers users = users(
                pod("windows", podLevel(local(FILE)).withNewOs("windows")),
                pod("linux", podLevel(local(FILE)).withNewOs("linux")));
        assertThat(users.of(FILE)).containsExactly("web/linux");
    }

    @Test
    void aPodCountsOnce() {
        FileUsers users = users(
                pod(
                        "b",
                        podLevel(local(FILE))
                                .addToContainers(new ContainerBuilder()
                                        .withName("b")
                                        .withSecurityContext(context(local("./" + FILE)))
                                        .build())),
                pod("a", podLevel(local(FILE))));
        assertThat(users.of(FILE)).containsExactly("web/a", "web/b");
    }

    @Test
    void filesThatWereNotAskedForAreNotKept() {
        FileUsers users = users(pod("foreign", podLevel(local("portcullis/million-1.json"))));
        assertThat(users.pods()).containsOnlyKeys(FILE, POLICY_FILE);
        assertThatThrownBy(() -> users.of("portcullis/million-1.json"))
                .hasMessage("portcullis/million-1.json was not asked for");
    }

    @Test
    void theOrderOfAPodsFieldsDoesNotMatter() throws IOException {
        FileUsers.Reading reading = new FileUsers.Reading(Set.of(FILE));
        read(reading, """
                {"spec": {"securityContext": {"seccompProfile": {"localhostProfile": "%s", "type": "Localhost"}},
                          "containers": null},
                 "metadata": {"name": "late", "namespace": "web"}}
                """.formatted(FILE));
        read(reading, """
                {"spec": {"securityContext": {"seccompProfile": {"localhostProfile": "%s", "type": "Localhost"}},
                          "os": {"name": "windows"}},
                 "metadata": {"name": "windows", "namespace": "web"}}
                """.formatted(FILE));
        assertThat(reading.done().of(FILE)).containsExactly("web/late");
    }

    @Test
    void podsAreKnownByTheirNodeAndThoseWithoutOneCountEverywhere() {
        NodeFileUsers.Reading reading = new NodeFileUsers.Reading(Set.of(FILE));
        for (Pod pod : new Pod[] {
            pod("here", podLevel(local(FILE)).withNodeName("n1")),
            pod("there", podLevel(local("portcullis//nginx.json")).withNodeName("n2")),
            pod("pending", podLevel(local(FILE))),
            pod("other", podLevel(local(POLICY_FILE)).withNodeName("n1")),
        }) {
            try (JsonParser parser =
                    JsonTokens.parser(new ByteArrayInputStream(JSON.asJson(pod).getBytes(StandardCharsets.UTF_8)))) {
                parser.nextToken();
                reading.add(PodUse.read(parser, reading::concerns));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        NodeFileUsers users = reading.done();
        assertThat(users.of(FILE, "n1")).containsExactly("web/here", "web/pending");
        assertThat(users.of(FILE, "n2")).containsExactly("web/pending", "web/there");
        assertThat(users.of(FILE, "n3")).containsExactly("web/pending");
        assertThat(users.of(POLICY_FILE, "n1")).isEmpty();
    }

    private static FileUsers users(Pod... pods) {
        FileUsers.Reading reading = new FileUsers.Reading(Set.of(FILE, POLICY_FILE));
        for (Pod pod : pods) {
            // As the API server sends it, with all that is not read.
            read(reading, JSON.asJson(pod));
        }
        return reading.done();
    }

    private static void read(FileUsers.Reading reading, String json) {
        try (JsonParser parser = JsonTokens.parser(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))) {
            parser.nextToken();
            reading.add(PodUse.read(parser, reading::concerns));
            assertThat(parser.nextToken()).isNull();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pod pod(String name, PodSpecBuilder spec) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("web")
                .withName(name)
                .addToLabels("app", "web")
                .endMetadata()
                .withSpec(spec.build())
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
    }

    private static PodSpecBuilder spec() {
        return new PodSpecBuilder()
                .addNewContainer()
                .withName("a")
                .withImage("none")
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .endSecurityContext()
                .endContainer();
    }

    private static PodSpecBuilder podLevel(SeccompProfile seccomp) {
        return spec().withNewSecurityContext().withSeccompProfile(seccomp).endSecurityContext();
    }

    private static SecurityContext context(SeccompProfile seccomp) {
        return new SecurityContextBuilder().withSeccompProfile(seccomp).build();
    }

    private static SeccompProfile local(String file) {
        return new SeccompProfile(file, "Localhost");
    }
}
