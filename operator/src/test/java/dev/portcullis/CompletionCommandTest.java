package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

    @Test
    void bashCompletesCommandsOptionsAndValues(@TempDir Path folder) throws IOException, InterruptedException {
        StringWriter script = new StringWriter();
        Portcullis.commandLine().setOut(new PrintWriter(script)).execute("completion");
        Path file = Files.writeString(folder.resolve("completion"), script.toString());
        assertThat(completions(file, "val")).contains("validate");
        assertThat(completions(file, "render", "--ca")).contains("--caps");
        assertThat(completions(file, "render", "--arch", "arm")).contains("arm64");
        assertThat(completions(file, "validate", "--output", "s")).contains("sarif");
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
