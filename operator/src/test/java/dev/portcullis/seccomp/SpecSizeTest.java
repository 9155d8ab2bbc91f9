package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.LargeChains.allow;
import static dev.portcullis.seccomp.LargeChains.arg;
import static dev.portcullis.seccomp.LargeChains.names;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.SyscallRule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is too much is not composed, and what it is built on is not even looked at. */
class SpecSizeTest {

    private final Renderer renderer = new Renderer(Path.of("/run/portcullis-listeners"));

    @Test
    void aCaseIsASyscallWithACondition() {
        List<SyscallRule> rules =
                List.of(allow(names(0, 10)), allow(names(0, 10), arg(0, 1), arg(1, 2), arg(1, 3)), allow(List.of()));
        assertThat(SpecSize.of(LargeChains.spec(null, rules)).cases()).isEqualTo(10 + 30 + 1);
    }

    @Test
    void bytesAreAboutThoseOfItsText() throws JsonProcessingException {
        var spec = LargeChains.of(1, i -> thousand(i, 20)).top();
        long text = new ObjectMapper().writeValueAsString(spec).getBytes(StandardCharsets.UTF_8).length;
        assertThat(SpecSize.of(spec).bytes()).isBetween(text * 8 / 10, text * 12 / 10);
    }

    @Test
    void aProfileThatIsTooLargeByItselfIsRefusedWithoutALookAtItsBases() {
        LargeChains chain = LargeChains.of(3, i -> thousand(i, 51));
        assertThat(refusal(chain))
                .hasToString("spec: the profile has 51000 cases, and 50000 can be rendered; a rule has one for each of"
                        + " its syscalls, times its conditions on arguments: split it, or write fewer rules");
        assertThat(chain.asked()).isEmpty();
    }

    @Test
    void aChainIsRefusedWhereItBecomesTooLarge() {
        LargeChains chain = LargeChains.of(16, i -> thousand(i, 20));
        assertThat(refusal(chain))
                .hasToString("spec.baseProfiles[0]: together, the profiles up to p0 -> p1 -> p2 have 60000 cases, and"
                        + " 50000 can be rendered; a rule has one for each of its syscalls, times its conditions on"
                        + " arguments: build on fewer profiles, or on smaller ones");
        assertThat(chain.asked()).containsExactly("p1", "p2");
    }

    @Test
    void aProfileOfNothingButRemarksIsRefusedToo() {
        LargeChains chain = LargeChains.of(
                16,
                i -> Collections.nCopies(
                        250,
                        new SyscallRule(
                                List.of("read"),
                                null,
                                "SCMP_ACT_ALLOW",
                                null,
                                null,
                                null,
                                "x".repeat(4000),
                                null,
                                null)));
        assertThat(refusal(chain).message())
                .contains("p0 -> p1 -> p2 -> p3 -> p4 have 50")
                .contains(" bytes, and 4194304");
        assertThat(chain.asked()).containsExactly("p1", "p2", "p3", "p4");
    }

    @Test
    void manyBasesBesideEachOtherCountAsMuchAsThoseBelowEachOther() {
        LargeChains wide = LargeChains.of(40, i -> thousand(i, 2));
        List<String> bases = IntStream.range(1, 40).mapToObj(i -> "p" + i).toList();
        wide.specs()
                .replaceAll((name, spec) ->
                        LargeChains.spec(name.equals("p0") ? bases : null, Objects.requireNonNull(spec.syscalls())));
        assertThat(refusal(wide).location()).isEqualTo("spec.baseProfiles[24]");
        assertThat(wide.asked()).hasSize(25);
    }

    /** A thousand rules for this many syscalls each. */
    private static List<SyscallRule> thousand(int profile, int names) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> allow(names(i * names, names), arg(0, profile * 1000L + i)))
                .toList();
    }

    private Finding refusal(LargeChains chain) {
        Rendering rendering = chain.render(renderer);
        assertThat(rendering).isInstanceOf(Rendering.Refused.class);
        List<Finding> findings = ((Rendering.Refused) rendering).findings();
        assertThat(findings).extracting(Finding::code).containsExactly(Finding.Code.PROFILE_TOO_LARGE);
        return findings.getFirst();
    }
}
