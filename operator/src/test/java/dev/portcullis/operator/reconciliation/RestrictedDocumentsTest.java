package dev.portcullis.operator.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Denial;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import dev.portcullis.seccomp.Verdict;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RestrictedDocumentsTest {

    private final Renderer renderer = new Renderer(Path.of("/"));
    private final RestrictedDocuments documents = new RestrictedDocuments(renderer, new KubernetesSerialization());

    static Stream<SeccompProfileSpec> specs() {
        return Stream.of(
                Profiles.allowing("p", "read", "socket", "clone").getSpec(),
                Profiles.of("p", "SCMP_ACT_ALLOW", null, Profiles.rule("SCMP_ACT_ERRNO", "mkdir"))
                        .getSpec(),
                Profiles.of("p", "SCMP_ACT_ALLOW", null).getSpec(),
                new SeccompProfileSpec(
                        null,
                        "SCMP_ACT_ERRNO",
                        38,
                        null,
                        List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_S390X"),
                        null,
                        null,
                        null,
                        null,
                        List.of(Profiles.rule("SCMP_ACT_ALLOW", "read", "socket", "socketcall", "ipc"))));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aDocumentIsRestrictedAsItsSpecWouldHaveBeen(SeccompProfileSpec spec) {
        assertThat(documents.of(rendition(renderer, spec), Restriction.NONE)).isEqualTo(rendition(renderer, spec));
        assertThat(documents.of(rendition(renderer, spec), socket()))
                .isEqualTo(rendition(renderer.restrictedBy(socket()), spec));
    }

    private static Rendition rendition(Renderer renderer, SeccompProfileSpec spec) {
        Rendering.Rendered rendered = (Rendering.Rendered) renderer.render("p", spec, Bases.NONE, Set.of());
        return Rendition.ofProfile("p", 1, rendered.document(), rendered.variants(), rendered.minKernel());
    }

    private static Restriction socket() {
        return new Restriction(List.of(new Denial(
                "b", new TreeSet<>(List.of("mkdirat", "socket")), Conditions.ALWAYS, new Verdict(Action.ERRNO, 1))));
    }
}
