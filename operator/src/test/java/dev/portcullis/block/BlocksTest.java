package dev.portcullis.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.SyscallBlockSpec;
import dev.portcullis.seccomp.Denial;
import dev.portcullis.seccomp.Finding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlocksTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void theFirstByNameWeighsMost() {
        Blocks blocks = new Blocks(List.of(block("b", null, List.of()), block("a", null, List.of())));
        assertThat(blocks.restriction().denials()).extracting(Denial::block).containsExactly("a", "b");
    }

    @Test
    void aBlockLeavesExemptObjectsAlone() {
        Blocks blocks = new Blocks(List.of(block("a", null, List.of("nginx", "policy/web"))));
        assertThat(blocks.onProfile("nginx").isNone()).isTrue();
        assertThat(blocks.onPolicy("web").isNone()).isTrue();
        assertThat(blocks.onProfile("web").isNone()).isFalse();
        assertThat(blocks.onPolicy("nginx").isNone()).isFalse();
    }

    @Test
    void aBlockEndsAtItsTime() {
        Block block = block("a", "2026-05-01T14:00:00+02:00", List.of());
        assertThat(block.isExpired(NOON.minusSeconds(1))).isFalse();
        assertThat(block.isExpired(NOON)).isTrue();
        assertThat(block("a", null, List.of()).isExpired(NOON)).isFalse();
    }

    @Test
    void whatIsWrongIsSaid() {
        SyscallBlockSpec spec = new SyscallBlockSpec(
                List.of(new BlockedSyscalls(List.of("socket"), null, null, "ENOPE", null)),
                null,
                "soon",
                null,
                "Rendered",
                "nginx");
        assertThat(BlockReader.read("a", spec))
                .isInstanceOfSatisfying(BlockReading.Refused.class, refused -> assertThat(refused.findings())
                        .extracting(Finding::code)
                        .containsExactlyInAnyOrder(
                                Finding.Code.UNKNOWN_ERRNO, Finding.Code.MALFORMED_TIME, Finding.Code.CONTRADICTION));
    }

    private static Block block(String name, @Nullable String expires, List<String> exempt) {
        SyscallBlockSpec spec = new SyscallBlockSpec(
                List.of(new BlockedSyscalls(List.of("socket"), null, null, null, null)),
                null,
                expires,
                exempt,
                null,
                null);
        return BlockReader.read(name, spec) instanceof BlockReading.Read read ? read.block() : fail(name);
    }

    private static Block fail(String name) {
        throw new AssertionError(name);
    }
}
