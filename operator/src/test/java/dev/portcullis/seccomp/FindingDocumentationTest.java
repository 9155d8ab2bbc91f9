package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever reads a reason in status finds it in the guide. */
class FindingDocumentationTest {

    @ParameterizedTest
    @EnumSource
    void theGuideHasEveryReason(Finding.Code code) throws IOException {
        assertThat(Files.readString(Path.of("../docs/profiles.md"))).contains("`" + code.reason() + "`");
    }
}
