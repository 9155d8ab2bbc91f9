package dev.portcullis.observation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.DenialReading;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.NeverNotifies;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.RuntimeChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ObservedDocumentTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ListenerMetadata.Response ALLOW = ListenerMetadata.Response.ALLOW;
    private static final ListenerMetadata.Response DENY = ListenerMetadata.Response.DENY;
    private static final String LISTING = """
            defaultAction: SCMP_ACT_ERRNO
            syscalls: [{names: [read, write, execve, socket], action: SCMP_ACT_ALLOW}]
            """;

    private final Renderer renderer = new Renderer(Path.of("/"), RuntimeChoice.of("none"));

    @Test
    void everythingNotifiesButWhatTheRuntimeNeeds() throws IOException {
        Rendering.Rendered rendered = (Rendering.Rendered) document(ALLOW).ofEverything(renderer);
        assertThat(rendered.variants()).containsKeys("amd64", "arm64");
        assertThat(rendered.minKernel()).isEqualTo(new KernelVersion(5, 9));
        JsonNode amd64 = YAML.readTree(rendered.variants().get("amd64"));
        assertThat(amd64.at("/defaultErrnoRet").asInt()).isEqualTo(38);
        assertThat(amd64.at("/architectures").toString()).contains("X86_64", "SCMP_ARCH_X86\"", "X32");
        assertThat(amd64.at("/listenerPath").asText()).isEqualTo("/run/portcullis/observer.sock");
        assertThat(names(amd64, "SCMP_ACT_ALLOW"))
                .containsAll(NeverNotifies.wholeSyscalls())
                .contains("prctl");
        assertThat(names(amd64, "SCMP_ACT_NOTIFY"))
                .contains("execve", "read", "mount", "socketcall", "futex_wait", "prctl")
                .doesNotContainAnyElementsOf(NeverNotifies.wholeSyscalls());
    }

    @Test
    void everyDocumentTellsItsObserverThatAllIsAllowed() throws Exception {
        Rendering.Rendered rendered = (Rendering.Rendered) document(ALLOW).ofEverything(renderer);
        ListenerMetadata metadata = metadata(rendered.document());
        assertThat(metadata.observation()).isEqualTo("web");
        assertThat(metadata.generation()).isEqualTo(7);
        assertThat(metadata.profile()).isNull();
    }

    @Test
    void underDenyOnlyWhatTheProfileDeniesNotifies() throws IOException {
        JsonNode document = YAML.readTree(rendered(DENY, LISTING).document());
        assertThat(names(document, "SCMP_ACT_ALLOW")).containsExactlyInAnyOrder("read", "write", "execve", "socket");
        assertThat(names(document, "SCMP_ACT_NOTIFY"))
                .contains("mount", "execveat")
                .doesNotContain("futex", "read");
    }

    @Test
    void underAllowExecveTellsWhereTheProgramBegins() throws Exception {
        String document = rendered(ALLOW, LISTING).document();
        assertThat(names(YAML.readTree(document), "SCMP_ACT_NOTIFY")).contains("execve", "execveat", "mount");
        assertThat(names(YAML.readTree(document), "SCMP_ACT_ALLOW")).contains("futex", "read");
        ListenerMetadata metadata = metadata(document);
        assertThat(metadata.answer(Architecture.X86_64, "execve", new long[6]).isDenial())
                .isFalse();
        assertThat(metadata.answer(Architecture.X86_64, "mount", new long[6]).isDenial())
                .isTrue();
    }

    @Test
    void whatKillsIsNotTold() throws IOException {
        Rendering.Rendered rendered = rendered(DENY, """
                defaultAction: SCMP_ACT_ALLOW
                syscalls:
                  - {names: [bpf], action: SCMP_ACT_KILL_PROCESS}
                  - {names: [keyctl], action: SCMP_ACT_ERRNO}
                """);
        JsonNode document = YAML.readTree(rendered.document());
        assertThat(names(document, "SCMP_ACT_KILL_PROCESS")).containsExactly("bpf");
        assertThat(names(document, "SCMP_ACT_NOTIFY")).containsExactly("keyctl");
        assertThat(rendered.warnings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Finding.Code.NOT_TOLD);
            assertThat(finding.message()).contains("SCMP_ACT_KILL_PROCESS");
        });
    }

    /** A hundred ranges: their complement has more comparisons than there is room for. */
    @Test
    void whatCannotBeToldApartStaysDenied() throws IOException {
        String rules = IntStream.range(0, 200)
                .mapToObj(i -> "{names: [ioctl], action: SCMP_ACT_ALLOW, args: [{index: 1, value: " + (i * 1000)
                        + ", op: SCMP_CMP_EQ}]}")
                .collect(Collectors.joining(", "));
        String spec = "{defaultAction: SCMP_ACT_ERRNO, syscalls: [" + rules + "]}";
        Rendering.Rendered denying = rendered(DENY, spec);
        assertThat(names(YAML.readTree(denying.document()), "SCMP_ACT_NOTIFY"))
                .contains("read")
                .doesNotContain("ioctl");
        assertThat(denying.warnings()).extracting(Finding::message).anyMatch(message -> message.contains("ioctl"));
        Rendering.Rendered allowing = rendered(ALLOW, spec);
        assertThat(names(YAML.readTree(allowing.document()), "SCMP_ACT_NOTIFY")).contains("ioctl");
        assertThat(allowing.warnings()).isEmpty();
    }

    /** Behind socketcall, which 32-bit x86 has, the rules of socket lose their conditions on its domain. */
    @Test
    void whatIsDeniedByItsDomainIsToldWhereSocketcallIsNotAllowed() throws IOException {
        Rendering.Rendered rendered = rendered(DENY, """
                defaultAction: SCMP_ACT_ERRNO
                architectures: [SCMP_ARCH_X86_64, SCMP_ARCH_X86]
                syscalls:
                  - {names: [bind, connect, read, write], action: SCMP_ACT_ALLOW}
                  - {names: [socket], action: SCMP_ACT_ALLOW, args: [{index: 0, value: 40, op: SCMP_CMP_NE}]}
                """);
        assertThat(rendered.warnings()).isEmpty();
        assertThat(names(YAML.readTree(rendered.document()), "SCMP_ACT_NOTIFY"))
                .contains("socket")
                .doesNotContain("socketcall", "bind");
    }

    @Test
    void whatABlockDeniesDoesNotNotify() throws IOException {
        BlockedSyscalls blocked = YAML.readValue("{names: [mount, socket], errno: ENOSYS}", BlockedSyscalls.class);
        Rendering rendering = document(DENY)
                .of(
                        renderer.restrictedBy(
                                DenialReading.of("b", List.of(blocked)).restriction()),
                        "p",
                        YAML.readValue(LISTING, SeccompProfileSpec.class),
                        Bases.NONE,
                        Set.of());
        JsonNode document = YAML.readTree(((Rendering.Rendered) rendering).document());
        assertThat(names(document, "SCMP_ACT_ERRNO")).contains("mount", "socket");
        assertThat(names(document, "SCMP_ACT_NOTIFY")).doesNotContain("mount", "socket");
    }

    @Test
    void aProfileWithAListenerOfItsOwnCannotBeObserved() throws IOException {
        Rendering rendering = observed(ALLOW, """
                defaultAction: SCMP_ACT_ALLOW
                listenerPath: /run/agent.sock
                syscalls: [{names: [mount], action: SCMP_ACT_NOTIFY}]
                """);
        assertThat(((Rendering.Refused) rendering).findings())
                .extracting(Finding::code)
                .containsOnly(Finding.Code.NOTIFY_NOT_POSSIBLE);
    }

    @Test
    void whatDoesNotFitIntoAMessageIsRefused() throws IOException {
        String rules = IntStream.range(0, 2500)
                .mapToObj(i -> "{names: [ioctl], action: SCMP_ACT_ERRNO, args: [{index: 1, value: " + i
                        + ", op: SCMP_CMP_EQ}]}")
                .collect(Collectors.joining(", "));
        Rendering rendering = observed(DENY, "{defaultAction: SCMP_ACT_ALLOW, syscalls: [" + rules + "]}");
        assertThat(((Rendering.Refused) rendering).findings())
                .extracting(Finding::code)
                .containsOnly(Finding.Code.DOCUMENT_TOO_LARGE);
    }

    private static ObservedDocument document(ListenerMetadata.Response response) {
        return new ObservedDocument("web", "uid", 7, response, new TreeMap<>());
    }

    private Rendering observed(ListenerMetadata.Response response, String spec) throws IOException {
        return document(response)
                .of(renderer, "p", YAML.readValue(spec, SeccompProfileSpec.class), Bases.NONE, Set.of());
    }

    private Rendering.Rendered rendered(ListenerMetadata.Response response, String spec) throws IOException {
        return (Rendering.Rendered) observed(response, spec);
    }

    private static ListenerMetadata metadata(String document) throws Exception {
        return ListenerMetadata.of(
                YAML.readTree(document).at("/listenerMetadata").asText());
    }

    private static List<String> names(JsonNode document, String action) {
        List<String> names = new ArrayList<>();
        document.get("syscalls").forEach(rule -> {
            if (rule.get("action").asText().equals(action)) {
                rule.get("names").forEach(name -> names.add(name.asText()));
            }
        });
        return names;
    }
}
