package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.capability.Capability;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.machine.Shell;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Masks mean the same as {@code capsh --decode} says. */
class CapshIT {

    private static final int RANDOM_MASKS = 300;

    @Test
    void masksDecodeAsCapshDecodesThem() {
        String last =
                "--decode=" + CapabilitySet.of(Capability.CHECKPOINT_RESTORE).hex();
        assumeTrue(
                Shell.run(Map.of(), "capsh", last).expectSuccess().output().contains("cap_checkpoint_restore"),
                "this capsh is older than Linux 5.9");
        LongStream bits = IntStream.range(0, Long.SIZE).mapToLong(bit -> 1L << bit);
        List<CapabilitySet> masks = LongStream.concat(bits, new Random().longs(RANDOM_MASKS))
                .mapToObj(CapabilitySet::new)
                .toList();
        String[] command = new String[masks.size() + 1];
        command[0] = "capsh";
        for (int i = 0; i < masks.size(); i++) {
            command[i + 1] = "--decode=" + masks.get(i).hex();
        }
        assertThat(Shell.run(Map.of(), command).expectSuccess().output().lines())
                .containsExactlyElementsOf(
                        masks.stream().map(CapabilitySet::decoded).toList());
    }
}
