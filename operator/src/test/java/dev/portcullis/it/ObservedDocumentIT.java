package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.NodeObserver;
import dev.portcullis.cluster.ObservationRights;
import dev.portcullis.kernel.Call;
import dev.portcullis.kernel.Container;
import dev.portcullis.kernel.NotifyingContainers;
import dev.portcullis.machine.Repository;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.ObservedDocument;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.RuntimeChoice;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs in real containers see under an observed document exactly what they see under the profile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ObservedDocumentIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String NODE = "observed-it";

    /** Denies some calls by their arguments, and some with errnos of their own. */
    private static final String DENYING = """
            defaultAction: SCMP_ACT_ALLOW
            syscalls:
              - {names: [keyctl], action: SCMP_ACT_ERRNO, errno: ENOSYS}
              - {names: [personality], action: SCMP_ACT_ERRNO, errno: EACCES, args: [{index: 0, value: 8, op: SCMP_CMP_EQ}]}
              - {names: [personality], action: SCMP_ACT_ERRNO, args: [{index: 0, value: 9, op: SCMP_CMP_EQ}]}
              - {names: [socket], action: SCMP_ACT_ERRNO, errno: EAFNOSUPPORT, args: [{index: 0, value: 38, op: SCMP_CMP_EQ}]}
              - {names: [getpid], action: SCMP_ACT_ERRNO, errno: EBUSY}
            """;

    private static final List<Call> CALLS = List.of(
            Call.of("keyctl", 99),
            Call.labelled("personality 8", "personality", 8),
            Call.labelled("personality 9", "personality", 9),
            Call.labelled("personality -1", "personality", 0xffffffffL),
            Call.labelled("AF_ALG", "socket", 38, 5, 0),
            Call.labelled("AF_VSOCK", "socket", 40, 1, 0),
            Call.labelled("AF_UNIX", "socket", 1, 1, 0),
            Call.of("getpid"),
            Call.of("getppid"),
            Call.of("mount"),
            Call.of("bpf", 99),
            Call.of("clone3"),
            Call.labelled("unshare CLONE_NEWUSER", "unshare", 0x10000000L),
            Call.of("futex_waitv"),
            Call.of("cachestat"),
            Call.of("mseal"));

    @TempDir
    static Path workspace;

    private Container container;
    private ObservationRights rights;
    private Path sockets;

    @BeforeAll
    void prepare() throws IOException {
        Container.assumePossible();
        container = Container.with(workspace, "/usr/bin/perl");
        rights = ObservationRights.grant();
        sockets = Files.createTempDirectory(Path.of("/tmp"), "observed");
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

    @ParameterizedTest
    @ValueSource(strings = {"denying", "runtime-default"})
    void underDenyTheErrnosAreTheProfiles(String profile) throws IOException {
        SeccompProfileSpec spec = spec(profile);
        ObjectNode plain = read((Rendering.Rendered) renderer().render("p", spec, Bases.NONE, Set.of()));
        ObjectNode observed = observed(ListenerMetadata.Response.DENY, spec);
        assertThat(observed.toString()).contains("SCMP_ACT_NOTIFY");
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, Duration.ZERO)) {
            assertThat(errnos("runc", observed)).isEqualTo(Call.errnos(container, plain, CALLS));
            assertThat(observer.metric("calls")).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"runc, denying", "runc, runtime-default", "crun, denying", "crun, runtime-default"})
    void underAllowNothingIsDenied(String runtime, String profile) throws IOException {
        ObjectNode observed = observed(ListenerMetadata.Response.ALLOW, spec(profile));
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, Duration.ZERO)) {
            Map<String, String> expected = Call.errnos(container, null, CALLS);
            Map<String, String> found = errnos(runtime, observed);
            // Too new for Debian's libseccomp, which cannot make a rule for it.
            expected.remove("mseal");
            found.remove("mseal");
            assertThat(found).isEqualTo(expected);
            assertThat(observer.metric("calls")).isPositive();
        }
    }

    private static SeccompProfileSpec spec(String profile) throws IOException {
        return profile.equals("denying")
                ? YAML.readValue(DENYING, SeccompProfileSpec.class)
                : YAML.readValue(
                                Repository.ROOT
                                        .resolve("config/samples/" + profile + ".yaml")
                                        .toFile(),
                                SeccompProfile.class)
                        .getSpec();
    }

    private static Renderer renderer() {
        return new Renderer(Path.of("/"), RuntimeChoice.of("none"));
    }

    private ObjectNode observed(ListenerMetadata.Response response, SeccompProfileSpec spec) throws IOException {
        Rendering rendering = new ObservedDocument("observed", "uid-1", 1, response, new TreeMap<>())
                .of(renderer(), "p", spec, Bases.NONE, Set.of());
        return read((Rendering.Rendered) rendering)
                .put("listenerPath", sockets.resolve("observer.sock").toString());
    }

    private static ObjectNode read(Rendering.Rendered rendered) throws IOException {
        return (ObjectNode) JSON.readTree(rendered.variants().getOrDefault("amd64", rendered.document()));
    }

    /** What the calls return in a container under an observed document. */
    private Map<String, String> errnos(String runtime, ObjectNode document) throws IOException {
        NotifyingContainers containers = new NotifyingContainers(
                runtime,
                container.root(),
                Files.createTempDirectory(workspace, "containers"),
                sockets.resolve("observer.sock"));
        return Call.read(containers.run(document, Call.program(CALLS)));
    }
}
