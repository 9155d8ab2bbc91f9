package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.Portcullis;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.kernel.Container;
import dev.portcullis.kernel.Rendered;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * A profile that is imported from a trace, as the documents show it, lets in what was traced and the start of containers,
 * and nothing else, until it is extended.
 */
class TracedProfileIT {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String[] LIST = {"/usr/bin/ls", "/"};
    private static final String[] LIST_LONG = {"/usr/bin/ls", "-l", "/"};

    @TempDir
    Path workspace;

    private final Map<String, SeccompProfileSpec> profiles = new HashMap<>();

    @BeforeEach
    void needContainers() {
        Container.assumePossible();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS"})
    void lsPassesUnderItsTraceAndLsWithDetailsOnlyAfterTheProfileIsExtended(String otherwise) throws IOException {
        Container container = Container.with(workspace, "/usr/bin/ls", "/usr/bin/strace");
        Path listTrace = trace(container, "ls", LIST);
        Path longTrace = trace(container, "ls-l", LIST_LONG);
        Path ls = imported("ls", otherwise, listTrace);
        Path lsLong = imported("ls-l", otherwise, longTrace, ls);

        Shell.Result passes = container.run(rendered("ls"), LIST).expectSuccess();
        // This ls goes on after a refusal, and exits with 0.
        boolean goesOn = otherwise.equals("SCMP_ACT_ERRNO");
        Shell.Ended longer = container.run(rendered("ls"), LIST_LONG);
        Shell.Result fails = goesOn ? longer.expectSuccess() : longer.expectFailure();
        System.out.printf("ls -l / under ls.yaml exits with %d: %s%n", fails.exitCode(), fails.errors());
        System.out.println(Files.readString(lsLong));
        assertThat(passes.output()).contains("proc\n");
        assertThat(passes.errors()).isEmpty();
        if (goesOn) {
            assertThat(fails.errors()).contains("ls: /proc: Function not implemented");
        } else {
            assertThat(fails.exitCode()).isEqualTo(Container.KILLED + Container.SIGSYS);
        }
        assertThat(container.run(rendered("ls-l"), LIST).expectSuccess().output())
                .isEqualTo(passes.output());
        Shell.Result mended = container.run(rendered("ls-l"), LIST_LONG).expectSuccess();
        assertThat(mended.errors()).isEmpty();
        assertThat(mended.output()).contains(" proc\n").startsWith("total ");
    }

    private Path trace(Container container, String name, String... command) {
        List<String> traced = new ArrayList<>(List.of("/usr/bin/strace", "-f", "-o", "/" + name + ".log"));
        traced.addAll(List.of(command));
        container.run(null, traced.toArray(String[]::new)).expectSuccess();
        return container.root().directory().resolve(name + ".log");
    }

    /** The output of {@code portcullis import --base}, as a file that can be applied. */
    private Path imported(String name, String otherwise, Path trace, Path... bases) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("import", trace.toString(), "--name", name, "--default-action", otherwise));
        for (Path base : bases) {
            arguments.addAll(List.of("--base", base.toString()));
        }
        StringWriter printed = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine portcullis =
                Portcullis.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(errors));
        assertThat(portcullis.execute(arguments.toArray(String[]::new)))
                .as(errors.toString())
                .isZero();
        profiles.put(
                name, YAML.readValue(printed.toString(), SeccompProfile.class).getSpec());
        return Files.writeString(workspace.resolve(name + ".yaml"), printed.toString());
    }

    private JsonNode rendered(String name) throws IOException {
        return Rendered.of(
                name,
                Optional.ofNullable(profiles.get(name)).orElseThrow(),
                base -> Optional.ofNullable(profiles.get(base)),
                Set.of());
    }
}
