package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.cli.options.CapabilitiesConverter;
import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code capabilities encode}. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints the mask of capabilities, as in /proc/PID/status.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:The mask is printed.", "2:The command line is wrong."},
        footer = {
            "",
            "Examples:",
            "  portcullis capabilities encode NET_BIND_SERVICE CHOWN",
            "  portcullis capabilities encode cap_chown,cap_kill"
        })
final class EncodeCapabilitiesCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            converter = CapabilitiesConverter.class,
            description = "Names in any case, with or without CAP_, separated by spaces or commas; or all, or none.")
    private List<CapabilitySet> sets = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CapabilitySet all = sets.stream().reduce(CapabilitySet.NONE, CapabilitySet::union);
        Console.of(Objects.requireNonNull(spec)).out(all.hex() + "\n");
        return 0;
    }
}
