package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.Shell;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process of its own: only then is its standard output a file or a pipe. */
class StandardOutputTest {

    private static final String CASES = "operator/src/test/resources/cli/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "render " + CASES + "render-one/mkdir.yaml",
                "validate --output json " + CASES + "render-one/mkdir.yaml",
                "import --name a " + CASES + "render-one/mkdir.yaml",
                "check " + CASES + "check-fine/pod.yaml --policy " + CASES + "check-fine/web.yaml",
                "completion",
                "--help"
            })
    void aFullDiskIsAnError(String arguments) {
        Shell.Result result = run(arguments + " > /dev/full").expectFailure();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors()).endsWith("cannot write to standard output: No space left on device\n");
    }

    @Test
    void aReaderThatHasSeenEnoughIsNone() {
        // More than the 64 KiB that a pipe holds: the last of it finds no reader.
        Shell.Result result = run("""
                validate - < <(echo '{"defaultAction": "SCMP_ACT_ALLOW"'
                for i in {1..2000}; do echo ", \"unknown$i\": 1"; done
                echo '}') | head -1; echo ${PIPESTATUS[0]}""").expectSuccess();
        assertThat(result.output()).contains("unknown1").endsWith("\n" + StandardOutput.BROKEN_PIPE + "\n");
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void textIsUtf8WhateverTheLocale() {
        String profile = "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"übrig\": 1}";
        assertThat(run("validate - <<< '" + profile + "'").expectFailure().output())
                .contains("übrig");
    }

    private static Shell.Ended run(String commandLine) {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String program = "portcullis() { %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\"; }\nportcullis "
                .formatted(java, System.getProperty("java.class.path"), Portcullis.class.getName());
        return Shell.run(Map.of("LC_ALL", "C"), "bash", "-c", program + commandLine);
    }
}
