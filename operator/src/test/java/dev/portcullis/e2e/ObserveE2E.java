package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.RootFilesystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs are recorded, held to what was recorded, told of when they ask for more, and given it, on a real node. With {@code
 * -Dportcullis.observe.runs=20} each program runs 20 times under its profile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObserveE2E {

    /** How often a program is recorded: a call that depends on how threads meet may be absent once. */
    private static final int RECORDINGS = 3;
    /** How often it runs under its profile, and as often where its denials are told. */
    private static final int RUNS = Integer.getInteger("portcullis.observe.runs", 2);
    /** So many pods run at a time. */
    private static final int AT_ONCE = 5;

    static final String LISTING = "registry.local/listing:1";
    private static final String LS = "/usr/bin/ls";

    /** The programs, and what strace and observer tell apart of each, with the reason. */
    enum Program {
        BUSYBOX,
        JVM,
        GO,
        PYTHON;

        Exercise in(Path directory) throws IOException {
            return switch (this) {
                case BUSYBOX -> Exercise.busybox(directory);
                case JVM -> Exercise.jvm(directory);
                case GO -> Exercise.go(directory);
                case PYTHON -> Exercise.python(directory);
            };
        }
    }

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    @BeforeAll
    void switchObserversOn() {
        assumeTrue(installation.node().isPresent(), "the programs are in images for this machine's own node");
        installation.switchObserversOn();
    }

    @AfterAll
    void installTheCurrentChart() {
        installation.restore();
    }

    @Test
    void lsIsRecordedHeldToItToldOfAndExtended() throws IOException {
        loadListing(installation.ownNode(), workspace);
        try (TestObservation recording = TestObservation.apply("ls", "{containers: 1}")) {
            assertThat(TestPod.runOf(LISTING, recording.profile(), LS, "/").exitCode())
                    .isZero();
            ProfileObservationStatus seen = recording.awaitContainers(1);
            assertThat(TestObservation.names(seen, ObservedSyscall.PROGRAM))
                    .contains("getdents64", "statx", "exit_group")
                    .doesNotContain("lgetxattr", "execve");
            assertThat(TestObservation.names(seen, ObservedSyscall.RUNTIME)).contains("execve");
            assertThat(seen.lost()).isZero();
            installation.apply(recording.suggestion());
        }
        TestProfile.awaitReady("ls");
        TestPod.Outcome passes = TestPod.runOf(LISTING, "ls", LS, "/");
        assertThat(passes.exitCode()).as(passes.output()).isZero();
        assertThat(passes.output()).contains("proc\n");

        try (TestObservation denying = TestObservation.apply("ls-details", "{seccompProfile: ls, response: Deny}")) {
            TestPod.Outcome denied = TestPod.runOf(LISTING, denying.profile(), LS, "-l", "/");
            assertThat(denied.output()).contains("cannot read symbolic link", "Function not implemented");
            ProfileObservationStatus told = denying.await(status -> TestObservation.calls(status, "readlink") > 0);
            assertThat(TestObservation.denials(told)).anySatisfy(denial -> {
                assertThat(denial.syscall()).isEqualTo("readlink");
                assertThat(denial.namespace()).isEqualTo(PodDraft.NAMESPACE);
                assertThat(denial.container()).isEqualTo(PodDraft.CONTAINER);
                assertThat(denial.image()).isEqualTo(LISTING);
                assertThat(denial.errno()).isEqualTo("ENOSYS");
            });
            denying.awaitContainers(1);
            installation.apply(denying.suggestion());
        }
        TestProfile.awaitReady("ls-details");
        TestPod.Outcome mended = TestPod.runOf(LISTING, "ls-details", LS, "-l", "/");
        assertThat(mended.exitCode()).as(mended.output()).isZero();
        assertThat(mended.output()).startsWith("total ").contains(" proc\n", " bin -> usr/bin\n");
    }

    @ParameterizedTest
    @EnumSource
    void aRecordedProgramRunsUnderItsProfileWithoutADenial(Program program) throws IOException {
        Exercise exercise = program.in(Files.createDirectories(workspace.resolve("root")));
        exercise.load(installation.ownNode(), workspace);
        String name = "e2e-" + exercise.name();
        Set<String> observed;
        try (TestObservation recording = TestObservation.apply(name, "{}")) {
            run(exercise, recording.profile(), RECORDINGS);
            ProfileObservationStatus seen = recording.awaitContainers(RECORDINGS);
            assertThat(seen.lost()).isZero();
            observed = TestObservation.names(seen, ObservedSyscall.PROGRAM, ObservedSyscall.UNKNOWN);
            String suggestion = recording.suggestion();
            compare(exercise, observed, suggestion);
            installation.apply(suggestion);
        }
        TestProfile.awaitReady(name);

        run(exercise, name, RUNS);
        try (TestObservation denying =
                TestObservation.apply(name + "-denials", "{seccompProfile: " + name + ", response: Deny}")) {
            run(exercise, denying.profile(), RUNS);
            ProfileObservationStatus told = denying.awaitContainers(RUNS);
            assertThat(TestObservation.denials(told))
                    .extracting(ObservedDenial::syscall)
                    .isEmpty();
            assertThat(told.lost()).isZero();
        }
        installation.kubectl("delete", "seccompprofile", name).expectSuccess();
    }

    /** Makes an image of ls with a symbolic link that it finds. */
    static void loadListing(Node node, Path workspace) throws IOException {
        RootFilesystem root = RootFilesystem.of(Files.createDirectory(workspace.resolve("listing")), List.of(LS));
        Files.createSymbolicLink(root.directory().resolve("bin"), Path.of("usr/bin"));
        node.load(LISTING, workspace, root);
    }

    /** Runs it so many times; every time it has to succeed. */
    private static void run(Exercise exercise, String profile, int times) {
        PodDraft draft = exercise.draft("{spec: {containers: [{securityContext: {seccompProfile: {type: Localhost,"
                + " localhostProfile: portcullis/" + profile + ".json}}}]}}");
        for (int left = times; left > 0; left -= AT_ONCE) {
            List<TestPod> pods = new ArrayList<>();
            for (int i = 0; i < Math.min(left, AT_ONCE); i++) {
                pods.add(TestPod.start(draft));
            }
            for (TestPod pod : pods) {
                try (pod) {
                    TestPod.Outcome outcome = pod.awaitEnd();
                    assertThat(outcome.output())
                            .as("%s under %s", exercise.name(), profile)
                            .contains("done\n");
                    assertThat(outcome.exitCode()).isZero();
                }
            }
        }
    }

    /** Every call that strace tells of is allowed; those that the observer does not tell cannot notify. */
    private void compare(Exercise exercise, Set<String> observed, String suggestion) throws IOException {
        Set<String> traced = exercise.traced(workspace);
        Set<String> onlyTraced = new TreeSet<>(traced);
        onlyTraced.removeAll(observed);
        Set<String> onlyObserved = new TreeSet<>(observed);
        onlyObserved.removeAll(traced);
        System.out.printf(
                "%s: %d syscalls by strace, %d by the observer; strace alone: %s, observer alone: %s%n",
                exercise.name(), traced.size(), observed.size(), onlyTraced, onlyObserved);
        Set<String> allowed = new TreeSet<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(suggestion)
                .at("/spec/syscalls")
                .forEach(rule -> rule.path("names").forEach(syscall -> allowed.add(syscall.asText())));
        assertThat(allowed).containsAll(traced);
        onlyTraced.removeAll(unobservable());
        // The first is the runtime's, and most programs make no other.
        onlyTraced.remove("execve");
        assertThat(onlyTraced).isEmpty();
    }

    /** The syscalls that never notify, whole or for some arguments. */
    private static Set<String> unobservable() throws IOException {
        Path table = Repository.ROOT.resolve("operator/src/main/resources/dev/portcullis/seccomp/never-notifies.tsv");
        return Files.readAllLines(table).stream()
                .map(line -> line.split("\t", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
