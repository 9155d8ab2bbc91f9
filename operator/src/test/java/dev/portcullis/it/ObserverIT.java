package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.NodeObserver;
import dev.portcullis.cluster.ObservationRights;
import dev.portcullis.kernel.Container;
import dev.portcullis.kernel.NotifyingContainers;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.machine.Shell;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.ListenerMetadata.Response;
import dev.portcullis.observation.ObservedProfile;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Verdict;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An observer answers and counts what real runtimes hand over, whatever containers, peers and successors do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ObserverIT {

    private static final String NODE = "observer-it";
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(2);
    private static final Duration NO_GRACE = Duration.ZERO;
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final int EINTR = 4;
    private static final int EACCES = 13;
    private static final int SETITIMER = 38;
    private static final int MKDIR = 83;
    private static final int GETPPID = 110;
    private static final int SOCKET = 41;
    private static final int CONNECT = 42;
    private static final String PERL = "/usr/bin/perl";

    /** How often each of 20 containers calls; a million calls take minutes. */
    private static final int CALLS = Integer.getInteger("portcullis.observer.calls", 2_000);

    @TempDir
    static Path workspace;

    private RootFilesystem root;
    private ObservationRights rights;
    private ProfileObservation observation;
    private Path sockets;
    private int tests;

    @BeforeAll
    void prepare() throws IOException {
        Container.assumePossible();
        root = RootFilesystem.of(
                Files.createDirectory(workspace.resolve("root")), List.of(PERL, "/bin/sh", "/usr/bin/sleep"));
        rights = ObservationRights.grant();
        Cluster.shared()
                .admin()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    @AfterAll
    void cleanUp() {
        if (rights != null) {
            Cluster.shared().removeObserver(NODE);
            Cluster.shared().removeNode(NODE);
            rights.close();
        }
    }

    @BeforeEach
    void observe(TestInfo test) throws IOException {
        tests++;
        observation = new ProfileObservation();
        observation.setMetadata(
                new ObjectMetaBuilder().withName("observed-" + tests).build());
        observation.setSpec(new ProfileObservationSpec(null, null, null, null, null, null, null, null));
        observation = Cluster.shared().admin().resource(observation).create();
        // The path of a socket must be short.
        sockets = Files.createTempDirectory(Path.of("/tmp"), "observer");
        System.out.println(test.getDisplayName());
    }

    @AfterEach
    void forget() {
        Cluster.shared().admin().resources(NodeObservation.class).delete();
        Cluster.shared().admin().resource(observation).delete();
        Shell.run(Map.of(), "rm", "-r", sockets.toString()).expectSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aWholeProgramIsRecorded(String runtime) throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers(runtime);
            String output = containers.run(
                    containers.document(allowing(), NotifyingContainers.everything()),
                    PERL,
                    "-e",
                    "socket(S, 1, 1, 0); print qq(done\\n)");
            assertThat(output).isEqualTo("done\n");
            NodeObservationStatus told = told(status -> calls(status, "exit_group") > 0);
            assertThat(told.containers()).isEqualTo(1);
            assertThat(told.pods()).isEqualTo(1);
            assertThat(told.lost()).isZero();
            assertThat(told.images()).containsExactly("registry.example/cart@sha256:00");
            assertThat(told.calls()).isEqualTo((long) observer.metric("calls"));
            assertThat(of(told, "execve")).singleElement().satisfies(execve -> {
                assertThat(execve.origin()).isEqualTo(ObservedSyscall.RUNTIME);
                assertThat(execve.count()).isEqualTo(1);
            });
            assertThat(of(told, "exit_group"))
                    .extracting(ObservedSyscall::origin)
                    .containsExactly(ObservedSyscall.PROGRAM);
            assertThat(of(told, "socket").getLast().arguments())
                    .anySatisfy(value -> assertThat(value.value().bits()).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"runc,true", "runc,false", "crun,true", "crun,false"})
    void aDeniedCallFailsAsTheProfileSaysAndIsToldInTime(String runtime, boolean noNewPrivileges) throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers(runtime);
            ObjectNode document = containers.document(denying(), List.of("mkdir"));
            try (NotifyingContainers.Started started =
                    containers.start(document, noNewPrivileges, PERL, "-e", call(MKDIR, 1) + "sleep 60")) {
                assertThat(started.line()).isEqualTo("errno " + EACCES);
                long denied = System.nanoTime();
                NodeObservationStatus told = told(status -> status.denials() != null);
                Duration took = Duration.ofNanos(System.nanoTime() - denied);
                System.out.printf("a denial was told after %d ms%n", took.toMillis());
                assertThat(took).isLessThan(TOLD_WITHIN);
                ObservedDenial denial = Objects.requireNonNull(told.denials()).getFirst();
                assertThat(denial.namespace()).isEqualTo("shop");
                assertThat(denial.pod()).isEqualTo("cart-1");
                assertThat(denial.container()).isEqualTo("main");
                assertThat(denial.syscall()).isEqualTo("mkdir");
                assertThat(denial.errno()).isEqualTo("EACCES");
                assertThat(denial.count()).isEqualTo(1);
                assertThat(denial.exec()).isNull();
                assertThat(of(told, "mkdir"))
                        .extracting(ObservedSyscall::origin)
                        .containsExactly(ObservedSyscall.UNKNOWN);
                assertThat(observer.metric("listeners")).isEqualTo(1);
            }
            await("the listener's end").atMost(Deadline.STEP).until(() -> observer.metric("listeners") == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aProgramExecutedInAContainerIsObservedToo(String runtime) throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers(runtime);
            ObjectNode document = containers.document(denying(), List.of("mkdir"));
            try (NotifyingContainers.Started started =
                    containers.start(document, true, PERL, "-e", "$| = 1; print qq(up\\n); sleep 60")) {
                assertThat(started.line()).isEqualTo("up");
                assertThat(started.exec(PERL, "-e", call(MKDIR, 1))
                                .expectSuccess()
                                .output())
                        .isEqualTo("errno " + EACCES + "\n");
                NodeObservationStatus told = told(status -> status.denials() != null);
                assertThat(Objects.requireNonNull(told.denials()).getFirst().exec())
                        .isTrue();
                assertThat(told.containers()).isEqualTo(1);
                await("the executed program's end")
                        .atMost(Deadline.STEP)
                        .until(() -> observer.metric("listeners") == 1);
            }
        }
    }

    @Test
    void containersThatAreKilledWhileTheyWaitLeaveNothingBehind() throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers("runc");
            ObjectNode document = containers.document(allowing(), List.of("getppid"));
            for (int i = 0; i < 5; i++) {
                try (NotifyingContainers.Started started = containers.start(
                        document, true, PERL, "-e", "$| = 1; print qq(up\\n); syscall(" + GETPPID + ") while 1")) {
                    assertThat(started.line()).isEqualTo("up");
                    double before = observer.metric("calls");
                    await("calls").atMost(Deadline.STEP).until(() -> observer.metric("calls") > before + 100);
                }
            }
            await("the listeners' end").atMost(Deadline.STEP).until(() -> observer.metric("listeners") == 0);
            assertThat(containers.run(document, PERL, "-e", "syscall(" + GETPPID + "); print qq(done\\n)"))
                    .isEqualTo("done\n");
            assertThat(observer.metric("lost")).isZero();
        }
    }

    /** As docs/observing.md says: the answer is waited for, so that even a call that never waits can end like this. */
    @Test
    void aSignalThatComesBeforeTheAnswerInterruptsTheCall() throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers("runc");
            String untilInterrupted = "$SIG{ALRM} = sub {}; my $every = pack('q4', 0, 1000, 0, 1000);"
                    + " syscall(" + SETITIMER + ", 0, $every, 0);"
                    + " my $made = 0; $made++ while syscall(" + GETPPID + ") > -1;"
                    + " print $made, ' ', $!+0";
            String[] output = containers
                    .run(containers.document(allowing(), List.of("getppid")), PERL, "-e", untilInterrupted)
                    .strip()
                    .split(" ", -1);
            assertThat(output[1]).isEqualTo("" + EINTR);
            long made = Long.parseLong(output[0]);
            NodeObservationStatus told = told(status -> calls(status, "getppid") >= made && status.containers() == 1);
            assertThat(calls(told, "getppid")).isBetween(made, made + 1);
            assertThat(told.lost()).isZero();
            assertThat(observer.metric("lost")).isZero();
        }
    }

    @Test
    void everyCallOfManyProcessesIsCounted() throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers("runc");
            String bomb =
                    "for (1 .. 50) { if (!fork) { syscall(" + GETPPID + ") for 1 .. 40; exit } } 1 while wait > 0;";
            containers.run(containers.document(allowing(), List.of("getppid")), PERL, "-e", bomb);
            NodeObservationStatus told = told(status -> calls(status, "getppid") >= 2_000);
            assertThat(calls(told, "getppid")).isEqualTo(2_000);
            assertThat(told.lost()).isZero();
            assertThat(observer.metric("lost")).isZero();
        }
    }

    @Test
    void everyCallOfManyContainersAtOnceIsCounted() throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers("runc");
            ObjectNode document = containers.document(allowing(), List.of("getppid"));
            List<NotifyingContainers.Started> all = new ArrayList<>();
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                all.add(containers.start(document, true, PERL, "-e", "syscall(" + GETPPID + ") for 1 .. " + CALLS));
            }
            all.forEach(one -> assertThat(one.output()).isEmpty());
            long expected = 20L * CALLS;
            System.out.printf("%d calls of 20 containers took %.1f s%n", expected, (System.nanoTime() - began) / 1e9);
            NodeObservationStatus told = told(status -> calls(status, "getppid") >= expected);
            assertThat(calls(told, "getppid")).isEqualTo(expected);
            assertThat(told.containers()).isEqualTo(20);
            assertThat(told.lost()).isZero();
            assertThat(observer.metric("calls")).isEqualTo((double) told.calls());
        }
    }

    @Test
    void aSuccessorTakesOverDuringCallsAndNothingIsLost() throws IOException {
        NotifyingContainers containers = containers("runc");
        ObjectNode document = containers.document(allowing(), List.of("getppid"));
        try (NodeObserver first = NodeObserver.start(NODE, sockets, GRACE)) {
            List<NotifyingContainers.Started> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(containers.start(
                        document, true, PERL, "-e", "syscall(" + GETPPID + ") for 1 .. 20000; print qq(done\\n)"));
            }
            await("calls").atMost(Deadline.STEP).until(() -> first.metric("calls") > 1_000);
            try (NodeObserver second = NodeObserver.start(NODE, sockets, GRACE)) {
                await("the first to stand by").atMost(Deadline.STEP).until(() -> first.metric("active") == 0);
                first.close();
                running.add(containers.start(
                        document, true, PERL, "-e", "syscall(" + GETPPID + ") for 1 .. 1000; print qq(done\\n)"));
                running.forEach(one -> assertThat(one.output()).isEqualTo("done\n"));
                NodeObservationStatus told = told(status -> calls(status, "getppid") >= 81_000);
                assertThat(calls(told, "getppid")).isEqualTo(81_000);
                assertThat(told.containers()).isEqualTo(5);
                assertThat(told.pods()).isEqualTo(1);
                assertThat(told.lost()).isZero();
                assertThat(second.metric("calls")).isPositive();
                assertThat(first.metric("calls") + second.metric("calls")).isEqualTo((double) told.calls());
            }
        }
    }

    @Test
    void aPredecessorThatStandsByTakesBack() throws IOException {
        NotifyingContainers containers = containers("runc");
        ObjectNode document = containers.document(denying(), List.of("mkdir"));
        String program = "$| = 1; " + call(MKDIR, 1) + "readline(STDIN); sleep 2; " + call(MKDIR, 1);
        try (NodeObserver first = NodeObserver.start(NODE, sockets, GRACE)) {
            NodeObserver second = NodeObserver.start(NODE, sockets, GRACE);
            try (NotifyingContainers.Started started = containers.start(document, true, PERL, "-e", program)) {
                assertThat(started.line()).isEqualTo("errno " + EACCES);
                second.close();
                await("the return").atMost(Deadline.STEP).until(() -> first.metric("active") == 1);
                assertThat(started.output()).isEqualTo("errno " + EACCES + "\n");
                NodeObservationStatus told = told(status -> calls(status, "mkdir") == 2);
                assertThat(told.lost()).isZero();
            }
        }
    }

    @Test
    void anObserverThatEndsWithoutASuccessorGoesOnUntilNothingIsObserved() throws IOException {
        NotifyingContainers containers = containers("runc");
        ObjectNode document = containers.document(denying(), List.of("mkdir"));
        NodeObserver observer = NodeObserver.start(NODE, sockets, GRACE);
        NotifyingContainers.Started started =
                containers.start(document, true, PERL, "-e", "$| = 1; print qq(up\\n); sleep 2; " + call(MKDIR, 1));
        assertThat(started.line()).isEqualTo("up");
        observer.close();
        assertThat(started.output()).isEqualTo("errno " + EACCES + "\n");
        assertThat(calls(told(status -> true), "mkdir")).isEqualTo(1);
        assertThat(sockets.resolve("observer.sock")).doesNotExist();
        // Nobody listens, and the runtime says so.
        assertThat(containers.run(document, PERL, "-e", "print 1"))
                .contains("seccomp agent")
                .contains("observer.sock");
        assertThat(containers("crun").run(document, PERL, "-e", "print 1")).contains("seccomp receiver");
    }

    @Test
    void whatAnObserverThatIsGoneCouldNotCountIsTold() throws IOException {
        NotifyingContainers containers = containers("runc");
        ObjectNode document = containers.document(denying(), List.of("mkdir"));
        NotifyingContainers.Started started;
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            started = containers.start(
                    document,
                    true,
                    PERL,
                    "-e",
                    "$| = 1; " + call(MKDIR, 1) + "sleep 1 until -e '/ended'; " + call(MKDIR, 1));
            assertThat(started.line()).isEqualTo("errno " + EACCES);
            told(status -> calls(status, "mkdir") == 1);
            await("the note of the listener").atMost(Deadline.STEP).until(() -> Files.readString(
                            sockets.resolve("listeners.json"))
                    .contains(observation.getMetadata().getUid()));
            assertThat(observer.metric("lost")).isZero();
        }
        Files.createFile(workspace.resolve("root/ended"));
        assertThat(started.output()).as("still denied, by the kernel").isEqualTo("errno 38\n");
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NodeObservationStatus told = told(status -> status.lost() > 0);
            assertThat(told.lost()).isEqualTo(1);
            assertThat(told.lostReason()).contains("an observer ended while containers ran");
            assertThat(calls(told, "mkdir")).as("counted before").isEqualTo(1);
            assertThat(observer.metric("lost")).isEqualTo(1);
        }
    }

    @Test
    void onlyRootsRuntimesAreLetInAndOnlyWithOurMetadata() throws IOException {
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, NO_GRACE)) {
            NotifyingContainers containers = containers("runc");
            ObjectNode foreign =
                    containers.document(denying(), List.of("mkdir")).put("listenerMetadata", "{\"version\":1}");
            assertThat(containers.run(foreign, PERL, "-e", call(MKDIR, 1))).isEqualTo("errno 38\n");
            assertThat(observer.metric("refused")).isEqualTo(1);
            // A container does not even see the socket.
            assertThat(containers.run(containers.document(denying(), List.of("mkdir")), PERL, "-e", connect("")))
                    .isEqualTo("No such file or directory\n");
            assertThat(connectAs(65534, "")).isEqualTo("Permission denied\n");
            Shell.run(Map.of(), "chmod", "-R", "a+rwX", sockets.toString()).expectSuccess();
            String forged = "{}";
            assertThat(connectAs(65534, forged)).isEqualTo("connected\n");
            await("the refusal").atMost(Deadline.STEP).until(() -> observer.metric("refused") == 2);
            for (String message : List.of("{}", "}", "not JSON", "{\"fds\":[\"seccompFd\"],\"metadata\":\"\"}")) {
                double before = observer.metric("refused");
                assertThat(connectAs(0, message)).isEqualTo("connected\n");
                await("the refusal of " + message)
                        .atMost(Deadline.STEP)
                        .until(() -> observer.metric("refused") == before + 1);
            }
            assertThat(observer.metric("listeners")).isZero();
            assertThat(containers.run(containers.document(denying(), List.of("mkdir")), PERL, "-e", call(MKDIR, 1)))
                    .isEqualTo("errno " + EACCES + "\n");
        }
    }

    private String connectAs(int user, String message) {
        return Shell.run(Map.of(), "setpriv", "--reuid", user + "", PERL, "-e", connect(message))
                .expectSuccess()
                .output();
    }

    /** A program that connects to the observer and sends a message. */
    private String connect(String message) {
        // The observer may have closed before the message comes.
        return "$SIG{PIPE} = 'IGNORE'; $f = syscall(" + SOCKET + ", 1, 1, 0); $a = pack('Sa*', 1, '"
                + sockets.resolve("observer.sock")
                + "'); $m = '" + message + "'; syscall(" + CONNECT
                + ", $f, $a, length $a) == 0 or print(qq($!\\n)), exit; syscall(1, $f, $m, length $m); print qq(connected\\n);";
    }

    /** Makes a call whose first argument points to nothing that is there, and prints its errno. */
    private static String call(int number, long argument) {
        return "$| = 1; print 'errno ', syscall(" + number + ", " + argument + ", 0) == -1 ? $!+0 : 0, qq(\\n); ";
    }

    private NotifyingContainers containers(String runtime) throws IOException {
        return new NotifyingContainers(
                runtime, root, Files.createTempDirectory(workspace, "containers"), sockets.resolve("observer.sock"));
    }

    private ListenerMetadata allowing() {
        return metadata(Response.ALLOW, null);
    }

    private ListenerMetadata denying() {
        return metadata(Response.DENY, new ObservedProfile(new Verdict(Action.ERRNO, EACCES), Map.of(), List.of()));
    }

    private ListenerMetadata metadata(Response response, @Nullable ObservedProfile profile) {
        return new ListenerMetadata(
                observation.getMetadata().getName(),
                observation.getMetadata().getUid(),
                1,
                response,
                profile,
                new TreeMap<>(Map.of("socket", new TreeSet<>(List.of(0)))));
    }

    private NodeObservationStatus told(Predicate<NodeObservationStatus> that) {
        String name = observation.getMetadata().getName();
        return await("the NodeObservation")
                .atMost(Deadline.STEP)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> NodeObserver.told(name, NODE), told -> told.filter(that)
                        .isPresent())
                .orElseThrow();
    }

    private static List<ObservedSyscall> of(NodeObservationStatus status, String syscall) {
        return Objects.requireNonNullElse(status.syscalls(), List.<ObservedSyscall>of()).stream()
                .filter(one -> one.syscall().equals(syscall))
                .toList();
    }

    private static long calls(NodeObservationStatus status, String syscall) {
        return of(status, syscall).stream().mapToLong(ObservedSyscall::count).sum();
    }
}
