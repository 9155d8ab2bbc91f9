package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

    @Test
    void bashCompletesCommandsOptionsAndValues(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("completion"), script("bash"));
        assertThat(script()).isEqualTo(script("bash")).isEqualTo(script("zsh"));
        assertThat(completions(file, "val")).contains("validate");
        assertThat(completions(file, "render", "--ca")).contains("--caps");
        assertThat(completions(file, "render", "--arch", "arm")).contains("arm64");
        assertThat(completions(file, "validate", "--output", "s")).contains("sarif");
    }

    @Test
    void bashAsksTheClusterForNames(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("completion"), script("bash"));
        Path program = Files.writeString(folder.resolve("portcullis"), """
                #!/bin/sh
                [ "$*" = "__complete -- node wor" ] && printf 'worker-1\\nworker-2\\n:4\\n'
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        String command = ". " + file + "; COMP_WORDS=(" + program
                + " node wor); COMP_CWORD=2; _complete_names_portcullis; echo \"${COMPREPLY[*]}\"";
        assertThat(Shell.run(Map.of(), "bash", "-c", command).expectSuccess().output())
                .isEqualTo("worker-1 worker-2\n");
    }

    @Test
    void aWordIsANameWhereTheCommandTakesOne() {
        assertThat(NameKind.of(List.of("pods"))).contains(NameKind.PROFILES_AND_POLICIES);
        assertThat(NameKind.of(List.of("rollout", "status", "--context", "staging", "--all")))
                .contains(NameKind.EVERYTHING);
        assertThat(NameKind.of(List.of("exposed", "-o", "json"))).contains(NameKind.BLOCKS);
        assertThat(NameKind.of(List.of("node", "n1"))).isEmpty();
        assertThat(NameKind.of(List.of("rollout"))).isEmpty();
    }

    @Test
    void kubectlIsToldCommandsAndOptions() {
        assertThat(CommandResult.of("__complete", "--", "rollout", "st").out()).isEqualTo("status\n:4\n");
        assertThat(CommandResult.of("__complete", "--", "dia").out()).isEqualTo(":4\n");
        assertThat(CommandResult.of("__complete", "--", "status", "--al").out()).isEqualTo("--all\n:4\n");
    }

    @Test
    void fishKnowsCommandsOptionsAndValues() {
        assertThat(script("fish").lines())
                .allSatisfy(line -> assertThat(line).startsWith("complete -c portcullis -n '"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("complete -c portcullis -n '__fish_use_subcommand' -f -a 'validate' -d 'Checks "))
                .anySatisfy(line -> assertThat(line)
                        .contains("__fish_seen_subcommand_from validate;")
                        .contains(" -s o -l output -x -a 'text json yaml sarif github' "))
                .anySatisfy(line -> assertThat(line)
                        .contains("'__fish_seen_subcommand_from capabilities; ")
                        .contains("; and __fish_seen_subcommand_from decode'")
                        .contains(" -l status -r "))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "__fish_seen_subcommand_from explain; and not __fish_seen_subcommand_from capabilities rollout'")
                        .contains(" -l args "));
    }

    /** What fish itself offers, where it is installed. */
    @Test
    @EnabledIf("fishIsThere")
    void fishOffersThem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("portcullis.fish"), script("fish"));
        assertThat(offers(file, "portcullis val")).contains("validate");
        assertThat(offers(file, "portcullis validate --stri")).contains("--strict");
        assertThat(offers(file, "portcullis render --arch arm")).contains("arm64");
        assertThat(offers(file, "portcullis capabilities en")).contains("encode");
        assertThat(offers(file, "portcullis capabilities explain --run")).contains("--runtime");
        assertThat(offers(file, "portcullis capabilities explain --arg")).doesNotContain("--args");
    }

    static boolean fishIsThere() {
        return Shell.run(Map.of(), "sh", "-c", "command -v fish").isSuccess();
    }

    private static String offers(Path script, String words) {
        return Shell.run(Map.of(), "fish", "-c", "source " + script + "; complete -C '" + words + "'")
                .expectSuccess()
                .output();
    }

    private static String script(String... shell) {
        StringWriter script = new StringWriter();
        Portcullis.commandLine()
                .setOut(new PrintWriter(script))
                .execute(
                        Stream.concat(Stream.of("completion"), Stream.of(shell)).toArray(String[]::new));
        return script.toString();
    }

    private static String completions(Path script, String... words) throws IOException, InterruptedException {
        String command = ". " + script + "; COMP_WORDS=(portcullis " + String.join(" ", words) + "); COMP_CWORD="
                + words.length + "; _complete_portcullis; echo \"${COMPREPLY[*]}\"";
        Process bash = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return output;
    }
}
