package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.Portcullis;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.kernel.Corpus;
import dev.portcullis.kernel.Oracle;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Profiles as others write them go all the way: imported, applied, on a node's disk, and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusRolloutIT {

    /** The architecture of this machine, as the oracle names it. */
    private static final String MACHINE = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";

    private final Oracle oracle = new Oracle();
    private Fleet fleet;

    @BeforeAll
    void oneNode(@TempDir Path home) {
        fleet = Fleet.start(home, "corpus", 1);
    }

    @AfterAll
    void end() {
        fleet.close();
        oracle.close();
    }

    static Stream<Path> files() {
        return Corpus.files().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aForeignProfileReachesTheNodeWithTheSameMeaningAndBack(Path file, @TempDir Path home) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        Shell.Ended applied = apply(home, imported(file, name));
        String source = Files.readString(file);
        if (!applied.isSuccess()) {
            // Refused is right only where the runtime refuses too.
            assertThat(applied.expectFailure().errors()).contains("spec.");
            assertThat(oracle.compare(source, "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}", MACHINE, "none")
                            .verdict())
                    .isEqualTo("error");
            return;
        }
        awaitReady(name);
        String onNode = Files.readString(fleet.file(1, name));
        assertThat(oracle.compare(source, onNode, MACHINE, "none")).isEqualTo(Oracle.Answer.SAME);

        String back = name + "-back";
        assertThat(apply(home, imported(fleet.file(1, name), back))
                        .expectSuccess()
                        .errors())
                .isEmpty();
        awaitReady(back);
        assertThat(fleet.file(1, back)).hasContent(onNode);
    }

    private void awaitReady(String name) {
        await(name + " to be ready").atMost(Deadline.STEP).untilAsserted(() -> {
            SeccompProfile profile = Objects.requireNonNull(fleet.get(name));
            assertThat(fleet.status(name).observedGeneration())
                    .isEqualTo(profile.getMetadata().getGeneration());
            assertThat(fleet.status(name).condition("Ready"))
                    .map(Condition::getStatus)
                    .contains("True");
        });
    }

    private static String imported(Path file, String name) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine commandLine = Portcullis.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(errors));
        assertThat(commandLine.execute("import", file.toString(), "--name", name))
                .as(errors.toString())
                .isZero();
        return out.toString();
    }

    @CheckReturnValue
    private static Shell.Ended apply(Path home, String manifest) throws IOException {
        Path file = Files.writeString(home.resolve("profile.yaml"), manifest);
        return Cluster.shared().kubectl("apply", "--server-side", "-f", file.toString());
    }
}
