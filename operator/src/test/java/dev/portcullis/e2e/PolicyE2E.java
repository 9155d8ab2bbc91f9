package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.EffectiveCapabilities;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.ProcStatus;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies hold pods to what they say, fill in the rest, and give them a filter made for it: asked of the kernel. */
class PolicyE2E {

    private static final String IMAGE = "registry.local/clock:1";
    private static final String[] SAY_STATUS = {"cat", "/proc/1/status"};
    private static final String[] STAY = {"sleep", "3600"};
    /** A pod that the sample policy "web" governs. */
    private static final PodDraft WEB = PodDraft.labelled("portcullis.dev/policy", "web");

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    @BeforeEach
    void needTheBaseProfile() {
        TestProfile.applySample("runtime-default");
    }

    @Test
    void aSilentPodIsFilledInAndRunsWithExactlyThePolicysCapabilitiesUnderItsFile() throws IOException {
        try (TestPolicy web = web();
                TestPod pod = TestPod.start(WEB.running(SAY_STATUS))) {
            assertConfined(pod.awaitEnd(), web);
            assertThat(web.isFilledIn(pod.now())).isTrue();
        }
    }

    @Test
    void aPodThatAddsMoreIsRefusedWithWhatToWriteInstead() throws IOException {
        try (TestPolicy web = web()) {
            Pod greedy = greedy("portcullis.dev/policy", web.name()).pod();
            Shell.Result refused =
                    installation.tryToApply(Serialization.asJson(greedy)).expectFailure();
            assertThat(refused.errors())
                    .contains(
                            "container \"main\" adds NET_ADMIN, which CapabilityPolicy \"web\" does not allow: remove that"
                                    + " from securityContext.capabilities.add; allowed: NET_BIND_SERVICE")
                    .contains("container \"main\" does not drop ALL, as CapabilityPolicy \"web\" demands");
            assertThat(installation.client().resource(greedy).get()).isNull();
        }
    }

    /** The arguments are wrong, so that no clock is set: the kernel says EFAULT and EINVAL when a filter lets it. */
    @Test
    void theFilterLetsClocksBeSetWhereThePolicyAddsSysTimeAndOnlyThere() throws IOException {
        assumeTrue(installation.node().isPresent(), "the program that makes the calls is in an image for this node");
        installation.node().orElseThrow().loadPrograms(IMAGE, workspace, "/usr/bin/perl");
        String[] calls = {"/usr/bin/perl", "-e", """
                sub try { print shift, " ", syscall(shift, @_) == -1 ? $!+0 : 0, "\\n" }
                try("settimeofday", %d, 1, 0); try("clock_settime", %d, 1, 0);
                open(F, "/proc/1/status"); print <F>;
                """.formatted(number("settimeofday"), number("clock_settime"))};
        String letThrough = "settimeofday 14\nclock_settime 22\n";
        String unfiltered = "{spec: {containers: [{securityContext: {capabilities: {drop: [ALL]},"
                + " seccompProfile: {type: Unconfined}}}]}}";
        assertThat(TestPod.run(PodDraft.of(unfiltered).from(IMAGE).running(calls))
                        .output())
                .startsWith(letThrough);
        try (TestPolicy clock = policy("e2e-clock", "{drop: [ALL], add: [SYS_TIME]}");
                TestPolicy none = policy("e2e-no-clock", "{drop: [ALL]}")) {
            // No policy gives silent pods more than runtimes do, so the pod asks for it.
            TestPod.Outcome set = TestPod.run(asking(clock).from(IMAGE).running(calls));
            assertThat(set.output()).startsWith(letThrough);
            assertConfined(set, clock);
            TestPod.Outcome refused = TestPod.run(silent(none).from(IMAGE).running(calls));
            assertThat(refused.output()).startsWith("settimeofday 1\nclock_settime 1\n");
            assertConfined(refused, none);
        }
    }

    @Test
    void aDebuggingContainerIsRefusedWhenItAsksForMoreAndElseFilledIn() throws IOException {
        try (TestPolicy web = web();
                TestPod pod = TestPod.start(WEB.running(STAY))) {
            pod.awaitRunning();
            Shell.Result refused = pod.debug("general", "general", SAY_STATUS).expectFailure();
            assertThat(refused.errors())
                    .contains("container \"general\" adds SYS_PTRACE, which CapabilityPolicy \"web\" does not allow");
            pod.debug("baseline", "baseline", SAY_STATUS).expectSuccess();
            assertConfined(pod.awaitEnd("baseline"), web);
            assertThat(pod.now().getSpec().getEphemeralContainers()).hasSize(1);
        }
    }

    @Test
    void aDeletedPolicyLeavesRunningPodsAsTheyAreAndLetsOthersIn() {
        TestPolicy policy = policy("e2e-deleted", "{drop: [ALL], add: [NET_BIND_SERVICE]}");
        PodDraft greedy = greedy("e2e", policy.name()).running(SAY_STATUS);
        try (TestPod running = TestPod.start(silent(policy).running(STAY))) {
            running.awaitRunning();
            policy.awaitRefusal(greedy, true);
            String before = held(running.exec(SAY_STATUS).expectSuccess().output());
            assertThat(before).contains("CapEff:\t0000000000000400\n", "Seccomp:\t2\n");
            policy.delete();
            policy.awaitRefusal(greedy, false);
            // The API server notices each of the deleted objects by itself.
            policy.awaitFilling(silent(policy), false);
            // containerd's default capabilities and NET_ADMIN, without a filter.
            assertThat(held(TestPod.run(greedy).output())).contains("CapEff:\t00000000a80435fb\n", "Seccomp:\t0\n");
            assertThat(held(running.exec(SAY_STATUS).expectSuccess().output())).isEqualTo(before);
            assertThat(running.now()
                            .getStatus()
                            .getContainerStatuses()
                            .getFirst()
                            .getRestartCount())
                    .isZero();
            // The running pod may need it again.
            file(policy).ifPresent(file -> assertThat(file).exists());
        }
        policy.close();
        file(policy)
                .ifPresent(file -> await(policy.name()).atMost(Deadline.STEP).untilAsserted(() -> assertThat(file)
                        .doesNotExist()));
    }

    /** The seccomp file of a policy, where the node can be looked into. */
    private Optional<Path> file(TestPolicy policy) {
        return installation.node().map(node -> node.profile("policy/" + policy.name() + ".seccomp"));
    }

    private static TestPolicy web() throws IOException {
        TestPolicy web = TestPolicy.applySample("web");
        web.awaitFilling(WEB, true);
        // The API server takes up filling in and refusing at moments of their own.
        web.awaitRefusal(greedy("portcullis.dev/policy", web.name()), true);
        return web;
    }

    /** A policy for pods that are labelled with its name. */
    private static TestPolicy policy(String name, String capabilities) {
        TestPolicy policy = TestPolicy.apply(
                name,
                "{capabilities: " + capabilities
                        + ", seccompProfile: runtime-default, podSelector: {matchLabels: {e2e: " + name
                        + "}}, enforcement: {validate: Deny, mutate: true}}");
        policy.awaitFilling(silent(policy), true);
        policy.awaitRefusal(greedy("e2e", policy.name()), true);
        return policy;
    }

    private static PodDraft silent(TestPolicy policy) {
        return PodDraft.labelled("e2e", policy.name());
    }

    /** It asks for the policy's capabilities itself. */
    private static PodDraft asking(TestPolicy policy) {
        return PodDraft.of("{metadata: {labels: {e2e: " + policy.name() + "}}, spec: {containers: [{securityContext:"
                + " {capabilities: " + policy.capabilities() + "}}]}}");
    }

    private static PodDraft greedy(String label, String value) {
        return PodDraft.of("""
                {metadata: {labels: {%s: %s}}, spec: {containers: [
                  {securityContext: {capabilities: {add: [NET_ADMIN]}}}]}}
                """.formatted(label, value));
    }

    /** It ran as root with just what the policy's status says, and with a filter. */
    private static void assertConfined(TestPod.Outcome outcome, TestPolicy policy) {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        EffectiveCapabilities root = Objects.requireNonNull(policy.status().root());
        assertThat(ProcStatus.sets(outcome.output()))
                .containsEntry(
                        ThreadSet.EFFECTIVE,
                        CapabilitySet.parse(root.effective()).orElseThrow())
                .containsEntry(
                        ThreadSet.PERMITTED,
                        CapabilitySet.parse(root.effective()).orElseThrow())
                .containsEntry(
                        ThreadSet.BOUNDING, CapabilitySet.parse(root.bounding()).orElseThrow());
        assertThat(outcome.output()).contains("Seccomp:\t2\n");
    }

    /** The lines of a status that are of capabilities and seccomp. */
    private static String held(String status) {
        return status.lines()
                .filter(line -> line.startsWith("Cap") || line.startsWith("Seccomp"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }

    private static int number(String syscall) {
        Architecture architecture = Artifact.architecture().equals("arm64") ? Architecture.ARM64 : Architecture.X86_64;
        return SyscallTable.linux().number(architecture, syscall).orElseThrow();
    }
}
