package dev.portcullis;

import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code version}, the same as {@code --version}. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints the version.")
public final class VersionCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        for (String line : new Version().getVersion()) {
            Console.of(Objects.requireNonNull(spec)).out(line + "\n");
        }
        return 0;
    }
}
