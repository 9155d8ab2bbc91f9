package dev.portcullis.manifest.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, the answer is diagnostics, never a failure. */
class ArbitraryInputTest {

    private static final int ROUNDS = Integer.getInteger("portcullis.fuzz.rounds", 2_000);
    private static final String[] WORDS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "- ",
        "\n",
        "\t",
        "\"",
        "'",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "!x ",
        "|",
        ">",
        "? ",
        "---\n",
        "...\n",
        "#",
        "%",
        "0x",
        "1e999999999",
        "-1",
        ".inf",
        "12:30:45",
        "null",
        "~",
        "kind",
        "List",
        "items",
        "\u0000",
        "\ufeff",
        "\ud800",
        "spec",
        "9".repeat(2000)
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "validate-schema-typos/typos.yaml",
                "validate-yaml-traps/anchors.yaml",
                "validate-plain-json/docker.json",
                "validate-list/list.yaml",
                "validate-policy-typos/typos.yaml"
            })
    void mutatedInputNeverEndsInAnException(String seed) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("src/test/resources/cli", seed));
        Random random = new Random(4);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutant = mutated(bytes, random);
            assertThatCode(() -> check(mutant))
                    .as(() -> "round, as text: " + new String(mutant, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    private static void check(byte[] bytes) {
        ManifestSet manifests = ManifestSet.read(
                EnumSet.allOf(ManifestKind.class), List.of(Path.of("-")), new ByteArrayInputStream(bytes));
        for (Manifest manifest : manifests.manifests()) {
            CheckedManifest<?> checked = manifest.kind() == ManifestKind.CAPABILITY_POLICY
                    ? CheckedManifest.ofPolicy(manifest)
                    : CheckedManifest.ofProfile(manifest);
            assertThat(checked.spec() == null).isEqualTo(!checked.diagnostics().isEmpty());
        }
        if (manifests.manifests().isEmpty()) {
            // A list without items is as good as nothing, but then that is said.
            assertThat(manifests.diagnostics()).isNotEmpty();
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutant = bytes;
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(mutant.length + 1);
            int to = Math.min(mutant.length, at + random.nextInt(12));
            byte[] inserted =
                    switch (random.nextInt(3)) {
                        case 0 -> WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
                        case 1 -> new byte[] {(byte) random.nextInt(256)};
                        default -> new byte[0];
                    };
            byte[] next = Arrays.copyOf(Arrays.copyOf(mutant, at), at + inserted.length + mutant.length - to);
            System.arraycopy(inserted, 0, next, at, inserted.length);
            System.arraycopy(mutant, to, next, at + inserted.length, mutant.length - to);
            mutant = next;
        }
        return mutant;
    }
}
