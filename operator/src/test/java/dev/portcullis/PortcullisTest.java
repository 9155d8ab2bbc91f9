package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that there are, and no more of them than the arguments need. */
class PortcullisTest {

    @Test
    void everyCommandHasTheNameUnderWhichItIsFound() {
        assertThat(Portcullis.COMMANDS).allSatisfy(name -> assertThat(
                        Objects.requireNonNull(Portcullis.command(name).getAnnotation(Command.class))
                                .name())
                .isEqualTo(name));
    }

    @Test
    void onlyTheCommandOfTheArgumentsIsMade() {
        assertThat(Portcullis.commandLine("validate", "file").getSubcommands()).containsOnlyKeys("validate");
        assertThat(Portcullis.commandLine("help", "validate").getSubcommands())
                .containsOnlyKeys(Portcullis.COMMANDS.toArray(String[]::new));
    }

    @Test
    void theListOfCommandsIsThatOfTheWholeCommandLine() {
        CommandLine whole = Portcullis.commandLine();
        for (String[] args : new String[][] {{"--help"}, {"-h"}, {"--version"}}) {
            CommandLine sketched = Portcullis.commandLine(args);
            assertThat(sketched.getUsageMessage()).as(Arrays.toString(args)).isEqualTo(whole.getUsageMessage());
        }
    }
}
