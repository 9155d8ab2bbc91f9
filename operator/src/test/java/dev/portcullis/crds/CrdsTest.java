package dev.portcullis.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrdsTest {

    @Test
    void theCommittedManifestsAreTheGeneratedOnes() throws IOException {
        for (Map.Entry<String, String> manifest : GenerateCrds.manifests().entrySet()) {
            assertThat(Path.of("../crds", manifest.getKey()))
                    .as("run `make generate`")
                    .satisfies(file -> assertThat(Files.readString(file)).isEqualTo(manifest.getValue()));
        }
    }
}
