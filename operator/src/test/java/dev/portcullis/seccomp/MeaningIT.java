package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.kernel.Oracle;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;

/** Arbitrary profiles mean to the kernel what their sources mean, wherever a runtime takes the source. */
class MeaningIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Oracle ORACLE = new Oracle();

    private final Renderer renderer = new Renderer(Path.of("/"));

    @AfterContainer
    static void close() {
        ORACLE.close();
    }

    @Provide
    Arbitrary<SeccompProfileSpec> alone() {
        return Specs.alone();
    }

    @Provide
    Arbitrary<Architecture> architecture() {
        return Arbitraries.of(Architecture.X86_64, Architecture.ARM64);
    }

    @Property
    void aRenderingMeansToTheKernelWhatTheProfileMeans(
            @ForAll("alone") SeccompProfileSpec spec,
            @ForAll("architecture") Architecture architecture,
            @ForAll boolean privileged)
            throws JsonProcessingException {
        Assume.that(!hasMaskOfHighBits(spec));
        Set<Capability> capabilities = privileged ? EnumSet.allOf(Capability.class) : Set.of();
        // By name: "all" would include capabilities that no kernel has.
        String caps =
                privileged ? capabilities.stream().map(Capability::fullName).collect(Collectors.joining(",")) : "none";
        Target target = new Target(capabilities, architecture, null);
        Rendering rendering = renderer.render("profile", spec, Bases.NONE, target);
        if (!(rendering instanceof Rendering.Rendered rendered)) {
            Statistics.collect("refused");
            return;
        }
        Oracle.Answer answer =
                ORACLE.compare(JSON.writeValueAsString(spec), rendered.document(), architecture.kernelName(), caps);
        boolean sourceUnusable = answer.verdict().equals("error")
                && answer.details().stream().anyMatch(detail -> detail.contains("source:"));
        Statistics.collect(sourceUnusable ? "no runtime takes the source" : "compared");
        if (!sourceUnusable) {
            assertThat(answer)
                    .as(JSON.writeValueAsString(spec) + rendered.document())
                    .isEqualTo(Oracle.Answer.SAME);
        }
    }

    /** On 32-bit architectures such a condition vanishes, and which rule comes first matters there: left aside. */
    private static boolean hasMaskOfHighBits(SeccompProfileSpec spec) {
        return ProfileReader.orEmpty(spec.syscalls()).stream()
                .flatMap(rule -> ProfileReader.orEmpty(rule.args()).stream())
                .anyMatch(arg -> arg.op().equals(Operator.MASKED_EQ.ociName())
                        && (int) arg.value().bits() == 0);
    }
}
