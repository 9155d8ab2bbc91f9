package dev.portcullis.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileUsersTest {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final String FILE = "portcullis/nginx.json";

    @Test
    void everyPlaceCounts() {
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
        assertThat(users.of("portcullis/policy/nginx.seccomp.json")).containsExactly("web/policy");
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
    void aPodCountsOnceAndPagesAddUp() {
        FileUsers.Reading reading = new FileUsers.Reading();
        Pod twice = pod(
                "b",
                podLevel(local(FILE))
                        .addToContainers(new ContainerBuilder()
                                .withName("b")
                                .withSecurityContext(context(local(FILE)))
                                .build()));
        PodPage first = page("more", twice);
        PodPage last = page("", pod("a", podLevel(local(FILE))));
        assertThat(first.next()).isEqualTo("more");
        assertThat(last.next()).isEmpty();
        reading.add(first);
        reading.add(last);
        assertThat(reading.done().of(FILE)).containsExactly("web/a", "web/b");
    }

    private static FileUsers users(Pod... pods) {
        FileUsers.Reading reading = new FileUsers.Reading();
        reading.add(page("", pods));
        return reading.done();
    }

    /** As the API server sends it, with all that is not read. */
    private static PodPage page(String next, Pod... pods) {
        String json = JSON.asJson(new PodListBuilder()
                .withNewMetadata()
                .withContinue(next)
                .withResourceVersion("7")
                .endMetadata()
                .withItems(List.of(pods))
                .build());
        return JSON.unmarshal(json, PodPage.class);
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
