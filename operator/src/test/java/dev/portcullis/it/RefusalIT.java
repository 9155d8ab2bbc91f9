package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalIT {

    private static final SyscallRule NOTIFY_WRITE = Profiles.rule("SCMP_ACT_NOTIFY", "write");
    private final Cluster cluster = Cluster.shared();
    private Fleet fleet;

    @BeforeAll
    void threeNodes(@TempDir Path home) {
        fleet = Fleet.start(home, "refusal", 3);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                                             | spec.defaultAction: Required value
                    {defaultAction: ALLOW}                                                         | spec.defaultAction: Unsupported value: "ALLOW"
                    {defaultAction: SCMP_ACT_NOTIFY}                                               | spec.defaultAction: Invalid value
                    {defaultAction: SCMP_ACT_ERRNO, defaultErrnoRet: 4096}                         | spec.defaultErrnoRet: Invalid value
                    {defaultAction: SCMP_ACT_ERRNO, architectures: [amd64]}                        | spec.architectures[0]: Unsupported value: "amd64"
                    {defaultAction: SCMP_ACT_ERRNO, flags: [LOG]}                                  | spec.flags[0]: Unsupported value: "LOG"
                    {defaultAction: SCMP_ACT_ERRNO, listenerMetadata: x}                           | spec.listenerMetadata: Invalid value
                    {defaultAction: SCMP_ACT_ERRNO, defaultErrno: eperm}                           | spec.defaultErrno: Invalid value: "eperm"
                    {defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86], archMap: [{architecture: SCMP_ARCH_X86}]} | spec.archMap: Invalid value: archMap says for each
                    {defaultAction: SCMP_ACT_ERRNO, archMap: [{subArchitectures: []}]}             | spec.archMap[0].architecture: Required value
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [a]}]}                      | spec.syscalls[0].action: Required value
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [a], name: b, action: SCMP_ACT_LOG}]} | spec.syscalls[0].name: Invalid value: name is the old form
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [a], action: SCMP_ACT_LOG, includes: {minKernel: new}}]} | spec.syscalls[0].includes.minKernel: Invalid value: "new"
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [a], action: SCMP_ACT_LOG, includes: {cap: [x]}}]} | unknown field "spec.syscalls[0].includes.cap"
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [../x], action: SCMP_ACT_LOG}]} | spec.syscalls[0].names[0]: Invalid value: "../x"
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [a], action: SCMP_ACT_LOG, args: [{index: 6, value: 0, op: SCMP_CMP_EQ}]}]}  | spec.syscalls[0].args[0].index: Invalid value: 6
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [a], action: SCMP_ACT_LOG, args: [{index: 0, value: -1, op: SCMP_CMP_EQ}]}]} | spec.syscalls[0].args[0].value: Invalid value: -1
                    {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [a], action: SCMP_ACT_LOG, args: [{index: 0, value: 1, valueTwo: 2, op: SCMP_CMP_EQ}]}]} | spec.syscalls[0].args[0].valueTwo: Invalid value
                    {defaultAction: SCMP_ACT_ERRNO, syscals: []}                                   | unknown field "spec.syscals"
                    """)
    void theApiServerNamesTheFieldThatItRefuses(String spec, String complaint, @TempDir Path home) throws Exception {
        Path file = home.resolve("profile.yaml");
        java.nio.file.Files.writeString(
                file,
                "{apiVersion: portcullis.dev/v1, kind: SeccompProfile, metadata: {name: refused}, spec: " + spec + "}");
        Shell.Result apply = cluster.kubectl("apply", "-f", file.toString()).expectFailure();
        assertThat(apply.errors()).contains(complaint);
    }

    @Test
    void nullsAndEmptyValuesThatToolsWriteAreTaken(@TempDir Path home) throws Exception {
        Path file = home.resolve("profile.yaml");
        java.nio.file.Files.writeString(file, """
                apiVersion: portcullis.dev/v1
                kind: SeccompProfile
                metadata: {name: nulls}
                spec:
                  {downloadedFrom: somewhere, comment: null, defaultAction: SCMP_ACT_ERRNO, defaultErrnoRet: null,
                   defaultErrno: "", architectures: null, archMap: [], flags: [], listenerPath: "", listenerMetadata: "",
                   baseProfiles: null, syscalls: [
                     {names: null, name: read, action: SCMP_ACT_ALLOW, errnoRet: null, errno: "", args: null,
                      comment: null, includes: null, excludes: {}},
                     {names: [write], name: "", action: SCMP_ACT_ALLOW, includes: {caps: null, arches: [], minKernel: ""},
                      args: [{index: 0, value: 1, valueTwo: null, op: SCMP_CMP_EQ}]},
                     {names: [], action: SCMP_ACT_LOG, args: []}]}
                """);
        Shell.Result apply = cluster.kubectl("apply", "-f", file.toString()).expectSuccess();
        assertThat(apply.errors()).isEmpty();
        fleet.awaitSynced(Objects.requireNonNull(fleet.get("nulls")), 3);
        assertThat(Objects.requireNonNull(fleet.status("nulls").syscalls())).isEqualTo(2);
    }

    @Test
    void aNameThatMakesNoFileNameIsRefused() {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> fleet.apply("x".repeat(SeccompProfile.MAX_NAME_LENGTH + 1), "read"))
                .withMessageContaining("metadata.name must have at most 200 characters");
        fleet.awaitSynced(fleet.apply("x".repeat(SeccompProfile.MAX_NAME_LENGTH), "read"), 3);
    }

    @Test
    void aSpecThatOnlyTheRendererRefusesLeavesTheLastGoodFileAndSaysSo() {
        fleet.awaitSynced(fleet.apply("web", "read"), 3);
        SeccompProfileStatus good = fleet.status("web");

        SeccompProfile broken = cluster.admin()
                .resource(Profiles.of("web", "SCMP_ACT_ALLOW", null, NOTIFY_WRITE))
                .fieldManager("test")
                .forceConflicts()
                .serverSideApply();
        SeccompProfileStatus refused = awaitStalled(broken);

        assertThat(refused.condition("Rendered").orElseThrow())
                .extracting(Condition::getStatus, Condition::getReason)
                .containsExactly("False", "NotifyNotPossible");
        assertThat(refused.condition("Rendered").orElseThrow().getMessage())
                .startsWith("spec.syscalls[0].names: write cannot have SCMP_ACT_NOTIFY");
        assertThat(refused.condition("Ready")).map(Condition::getStatus).contains("False");
        assertThat(refused.sha256()).isEqualTo(good.sha256());
        assertThat(Objects.requireNonNull(refused.nodes()).summary()).isEqualTo("3/3");
        for (int node = 1; node <= 3; node++) {
            assertThat(fleet.digest(node, "web")).isEqualTo(good.sha256());
        }
        await("Event")
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(events(broken)).singleElement().satisfies(event -> {
                    assertThat(event.getType()).isEqualTo("Warning");
                    assertThat(event.getReason()).isEqualTo("NotifyNotPossible");
                    assertThat(event.getMessage()).contains("spec.syscalls[0].names");
                }));

        fleet.awaitSynced(fleet.apply("web", "read", "write"), 3);
        assertThat(fleet.status("web").condition("Stalled")).isEmpty();
    }

    @Test
    void aBaseThatMayYetComeIsNoAlarmAtFirst() {
        SeccompProfile early = fleet.apply(Profiles.on("early", List.of("late-base"), "read"));
        SeccompProfile waiting = fleet.apply(Profiles.on("waiting", List.of("never-comes"), "read"));
        // Before the alarm, which comes after ten seconds.
        await("both to be told of in status").atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
            assertThat(fleet.status("early").condition("Rendered"))
                    .map(Condition::getReason)
                    .contains("BaseProfileMissing");
            assertThat(fleet.status("waiting").condition("Rendered"))
                    .map(Condition::getReason)
                    .contains("BaseProfileMissing");
        });
        assertThat(events(waiting)).isEmpty();
        fleet.apply("late-base", "write");
        fleet.awaitSynced(early, 3);
        await("the alarm").atMost(Deadline.STEP).untilAsserted(() -> assertThat(events(waiting))
                .singleElement()
                .satisfies(event -> assertThat(event.getReason()).isEqualTo("BaseProfileMissing")));
        assertThat(events(early)).isEmpty();
    }

    @Test
    void theSamplesInTheirOrderAlarmNobody() {
        List<String> before = warnings();
        cluster.kubectl("apply", "-k", Cluster.ROOT.resolve("config/samples").toString())
                .expectSuccess();
        cluster.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "scp,capol", "--all")
                .expectSuccess();
        AuditLog.fromNow().awaitQuiet(Duration.ofSeconds(13));
        assertThat(warnings()).containsExactlyInAnyOrderElementsOf(before);
        cluster.kubectl("delete", "-k", Cluster.ROOT.resolve("config/samples").toString())
                .expectSuccess();
    }

    @Test
    void aRuleThatDoesNothingIsAnEventOnce() {
        SeccompProfile misleading = fleet.apply(
                Profiles.of("misleading", "SCMP_ACT_ALLOW", null, Profiles.rule("SCMP_ACT_ERRNO", "mkdri", "mkdirat")));
        fleet.awaitSynced(misleading, 3);
        await("Event")
                .untilAsserted(
                        () -> assertThat(events(misleading)).singleElement().satisfies(event -> {
                            assertThat(event.getReason()).isEqualTo("UnknownSyscall");
                            assertThat(event.getMessage()).contains("mkdri", "mkdir");
                        }));
        fleet.operator().stop();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        SeccompProfile again = fleet.apply(
                Profiles.of("misleading", "SCMP_ACT_ALLOW", null, Profiles.rule("SCMP_ACT_ERRNO", "mkdri", "mkdir")));
        fleet.awaitSynced(again, 3);
        await("one for each generation")
                .untilAsserted(() -> assertThat(events(misleading)).hasSize(2));
        assertThat(cluster.kubectl("get", "scp", "misleading", "-o", "jsonpath={.status.warningCount}")
                        .expectSuccess()
                        .output())
                .isEqualTo("1");
    }

    @Test
    void aRolloutThatFailsOnNodesIsAnEvent(@TempDir Path home) throws Exception {
        Path file = home.resolve("profile.yaml");
        java.nio.file.Files.writeString(file, """
                apiVersion: portcullis.dev/v1
                kind: SeccompProfile
                metadata: {name: future}
                spec: {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                  {names: [mkdir], action: SCMP_ACT_ERRNO, includes: {minKernel: "99.0"}}]}
                """);
        cluster.kubectl("apply", "-f", file.toString()).expectSuccess();
        await("Event").atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                        events(Objects.requireNonNull(fleet.get("future"))))
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.getReason()).isEqualTo("NodesFailed");
                    assertThat(event.getMessage()).contains("failed: refusal-n", "KernelTooOld");
                }));
    }

    @Test
    void filesThatWereChangedAreAnEventAboutTheNode() throws Exception {
        SeccompProfile applied = fleet.apply("tampered", "read");
        fleet.awaitSynced(applied, 3);
        List<String> nodes = List.of(fleet.node(1), fleet.node(2), fleet.node(3));
        java.nio.file.Files.writeString(fleet.file(2, "tampered"), "{}");
        await("the repair").atMost(Deadline.STEP).untilAsserted(() -> assertThat(Events.all())
                .filteredOn(event -> "FilesRepaired".equals(event.getReason()))
                .filteredOn(event -> nodes.contains(event.getInvolvedObject().getName()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getInvolvedObject().getKind()).isEqualTo("Node");
                    assertThat(event.getInvolvedObject().getName()).isEqualTo(fleet.node(2));
                    assertThat(event.getInvolvedObject().getUid())
                            .isEqualTo(cluster.admin()
                                    .nodes()
                                    .withName(fleet.node(2))
                                    .get()
                                    .getMetadata()
                                    .getUid());
                }));
    }

    private List<String> warnings() {
        return Events.all().stream()
                .filter(event -> event.getType().equals("Warning"))
                .map(event -> event.getInvolvedObject().getName() + " " + event.getMessage())
                .toList();
    }

    @Test
    void aProfileThatNeverRenderedIsOnNoNode() {
        SeccompProfile broken = cluster.admin()
                .resource(Profiles.of("never", "SCMP_ACT_ALLOW", "/var/run/docker.sock"))
                .fieldManager("test")
                .serverSideApply();
        SeccompProfileStatus status = awaitStalled(broken);
        assertThat(status.condition("Stalled")).map(Condition::getReason).contains("ListenerPathNotAllowed");
        assertThat(Objects.requireNonNull(status.nodes()).summary()).isEqualTo("0/3");
        assertThat(status.sha256()).isNull();
        assertThat(fleet.file(1, "never")).doesNotExist();
    }

    private SeccompProfileStatus awaitStalled(SeccompProfile profile) {
        String name = profile.getMetadata().getName();
        await(name + " to be refused").atMost(Deadline.STEP).untilAsserted(() -> {
            SeccompProfileStatus status = fleet.status(name);
            assertThat(status.observedGeneration())
                    .isEqualTo(profile.getMetadata().getGeneration());
            assertThat(status.condition("Stalled")).map(Condition::getStatus).contains("True");
        });
        return fleet.status(name);
    }

    private List<Event> events(SeccompProfile about) {
        return Events.all().stream()
                .filter(e -> about.getMetadata()
                        .getUid()
                        .equals(e.getInvolvedObject().getUid()))
                .toList();
    }
}
