package dev.portcullis.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.CommandResult;
import dev.portcullis.machine.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is read however the command line reaches it: through links, pipes of the shell, or a kustomize folder. */
class InputPathsTest {

    private static final String PROFILE = """
            apiVersion: portcullis.dev/v1
            kind: SeccompProfile
            metadata: {name: web}
            spec:
              defaultAction: SCMP_ACT_LOG
              syscalls: [{names: [read], action: SCMP_ACT_ALLOW}]
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void aFolderWithAProfileAndALinkToIt() throws IOException {
        Files.createDirectories(directory.resolve("profiles/below"));
        Files.writeString(directory.resolve("profiles/web.yaml"), PROFILE);
        Files.createSymbolicLink(directory.resolve("link"), Path.of("profiles"));
        Files.createSymbolicLink(directory.resolve("link.yaml"), Path.of("profiles/web.yaml"));
        Files.createSymbolicLink(directory.resolve("deep"), Path.of("profiles/below"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"profiles", "link", "link/", "link/.", "link.yaml", "deep/..", "profiles/below/../web.yaml"})
    void everyWayToTheFileLeadsToIt(String way) {
        assertThat(validate(directory + "/" + way).out()).isEqualTo("1 profile in 1 file: 0 errors, 0 warnings\n");
    }

    @Test
    void aFileIsReadOnceHoweverOftenItIsNamed() {
        assertThat(validate(directory + "/link", directory + "/profiles", directory + "/link.yaml")
                        .out())
                .isEqualTo("1 profile in 1 file: 0 errors, 0 warnings\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "validate /dev/stdin < web.yaml",
                "timeout 20 sh -c 'cat web.yaml > fifo' & validate fifo",
                "import <(cat web.yaml) --name web",
                "diff <(cat web.yaml) <(cat web.yaml)",
                "check --allow-empty <(cat web.yaml) --profile <(cat web.yaml)"
            })
    void pipesOfTheShellAreFiles(String command) {
        String portcullis = "set -eu; cd " + directory + "/profiles; mkfifo fifo; "
                + command.replaceAll(
                        "\\b(validate|render|explain|import|diff|merge|check) ",
                        "\"\\$JAVA\" -XX:TieredStopAtLevel=1 -cp \"\\$CLASSES\" dev.portcullis.Portcullis $1 ");
        Map<String, String> environment = Map.of(
                "JAVA",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "CLASSES",
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
        assertThat(Shell.run(environment, "bash", "-c", portcullis)
                        .expectSuccess()
                        .output())
                .isNotEmpty()
                .doesNotContain("0 files");
    }

    @Test
    void whatAKustomizationNamesAsAPatchIsNoBrokenProfile() throws IOException {
        Path folder = directory.resolve("profiles");
        for (String patch : new String[] {"more.yaml", "below/strategic.yaml"}) {
            Files.writeString(folder.resolve(patch), PROFILE.replace("  defaultAction: SCMP_ACT_LOG\n", ""));
        }
        assertThat(validate(folder.toString()).status()).isEqualTo(1);
        Files.writeString(folder.resolve("kustomization.yaml"), """
                resources: [web.yaml]
                patches:
                  - path: more.yaml
                  - patch: |-
                      - {op: remove, path: /spec/syscalls}
                    target: {kind: SeccompProfile}
                """);
        Files.writeString(folder.resolve("below/kustomization.yml"), "patchesStrategicMerge: [strategic.yaml]\n");
        assertThat(validate(folder.toString()).out())
                .isEqualTo("1 profile in 1 file: 0 errors, 0 warnings; 2 other files hold none\n");
        assertThat(validate(folder.resolve("more.yaml").toString()).status()).isEqualTo(1);
    }

    private static CommandResult validate(String... files) {
        String[] args = new String[files.length + 1];
        args[0] = "validate";
        System.arraycopy(files, 0, args, 1, files.length);
        return CommandResult.of(args);
    }
}
