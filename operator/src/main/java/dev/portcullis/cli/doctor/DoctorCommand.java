package dev.portcullis.cli.doctor;

import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.cluster.SystemNamespaceOptions;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis doctor [OPTIONS]",
        description = {
            "Examines an installation, and says of everything that is wrong what to do.",
            "",
            "Looks at the API server and what it can do, the kinds of ours, operator and leader, agents on every node, clocks,"
                    + " versions, admission policies, files that failed, objects that are not ready, and the rights of"
                    + " whoever runs it. It only reads. What it may not read it tells, and goes on; an administrator's"
                    + " rights show most.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Nothing is wrong, as far as could be seen.",
            "1:The API server cannot be reached.",
            "2:The command line is wrong.",
            "3:Something is wrong."
        },
        footer = {"", "Examples:", "  portcullis doctor", "  portcullis doctor --context staging --output json"})
public final class DoctorCommand implements Callable<Integer> {

    private static final int WRONG = 3;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SystemNamespaceOptions system = new SystemNamespaceOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        try (ConnectedCluster cluster = options.connect()) {
            List<Symptom> symptoms = Checkup.of(ClusterExamination.of(cluster, system.namespace()));
            console.out(output.printPainted(
                    () -> SymptomsText.of(symptoms, console.ansi()), () -> SymptomsText.json(symptoms)));
            return symptoms.stream().anyMatch(Symptom::isWrong) ? WRONG : 0;
        }
    }
}
