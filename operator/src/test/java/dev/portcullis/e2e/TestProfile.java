package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.machine.Repository;

/** SeccompProfiles in the cluster, as users apply them. */
final class TestProfile {

    private TestProfile() {}

    /** Applies one of the samples that are shipped, and waits until it is on every node. */
    static void applySample(String name) {
        Installation.shared()
                .kubectl(
                        "apply",
                        "-f",
                        Repository.ROOT
                                .resolve("config/samples/" + name + ".yaml")
                                .toString())
                .expectSuccess();
        awaitReady(name);
    }

    /** Applies a profile whose {@code spec} is this JSON or YAML flow, and waits until it is on every node. */
    static void apply(String name, String spec) {
        submit(name, spec);
        awaitReady(name);
    }

    /** Applies it without waiting. */
    static void submit(String name, String spec) {
        Installation.shared()
                .apply("{apiVersion: portcullis.dev/v1, kind: SeccompProfile, metadata: {name: " + name + "}, spec: "
                        + spec + "}");
    }

    /** Waits until status says, of the newest generation, that the profile is on every node. */
    static void awaitReady(String name) {
        Installation installation = Installation.shared();
        long generation = installation
                .client()
                .resources(SeccompProfile.class)
                .withName(name)
                .require()
                .getMetadata()
                .getGeneration();
        installation
                .kubectl(
                        "wait",
                        "--for=jsonpath={.status.observedGeneration}=" + generation,
                        "seccompprofile/" + name,
                        Installation.PATIENCE)
                .expectSuccess();
        installation
                .kubectl("wait", "--for=condition=Ready", "seccompprofile/" + name, Installation.PATIENCE)
                .expectSuccess();
        installation.node().ifPresent(here -> assertThat(here.profile(name)).isRegularFile());
    }
}
