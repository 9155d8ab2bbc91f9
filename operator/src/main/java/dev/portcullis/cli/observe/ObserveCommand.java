package dev.portcullis.cli.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.options.RuntimeOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.OutputFormat;
import dev.portcullis.cli.report.Report;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.observation.CapabilityHints;
import dev.portcullis.telemetry.DurationConverter;
import dev.portcullis.telemetry.Version;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code observe}. */
@Command(
        name = "observe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis observe [OPTIONS] NAME",
        description = {
            "Shows what observers saw of the containers under a ProfileObservation.",
            "",
            "Replicas, restarts, nodes and architectures are added up. Runtime is the origin of calls that the"
                    + " container runtime made before it executed the program, Program of those since; Unknown is one of"
                    + " the two.",
            "",
            "With --profile, a SeccompProfile that allows what was seen: on top of the observed profile, or with what"
                    + " runc and crun need to start a container. Where values of arguments were told, only these are"
                    + " allowed. What 'portcullis validate' finds in it is on standard error.",
            "",
            "Needs the rights to get the ProfileObservation and to list nodeobservations; --watch to watch them,"
                    + " --profile to get seccompprofiles. With the right to get nodes, the profile names images by digest"
                    + " and the versions of runtimes.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:It is printed.",
            "1:There is no such object, nothing was seen yet of which to make a profile, the profile has errors, or the"
                    + " cluster does not answer.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis observe web",
            "  portcullis observe web --profile > web.yaml",
            "  portcullis observe web --watch",
            "  portcullis observe web --capabilities",
            "  portcullis observe web --output json --context staging"
        })
public final class ObserveCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "NAME", description = "The name of a ProfileObservation.")
    private String observation = "";

    @ArgGroup
    private Answer answer = new Answer();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "With --profile: the profile's name. Default: the observation's.")
    private @Nullable String name;

    @Mixin
    private RuntimeOptions runtimes = new RuntimeOptions();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "With --watch: when to stop, for example 90s. Default: never.")
    private @Nullable Duration timeout;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "The output's format: ${COMPLETION-CANDIDATES}. With --profile and --capabilities, text is YAML;"
                            + " with --watch, json is one object a line. Default: ${DEFAULT-VALUE}.")
    private OutputFormat output = OutputFormat.text;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What is asked for; without any of these what was seen. */
    private static final class Answer {

        @Option(names = "--profile", description = "Print the SeccompProfile that allows what was seen.")
        private boolean profile;

        @Option(names = "--watch", description = "Show denials as nodes tell of them, those of before first.")
        private boolean watch;

        @Option(
                names = "--capabilities",
                description = "Print the sketch of a CapabilityPolicy: hints from the calls that ask for capabilities.")
        private boolean capabilities;
    }

    @Override
    public Integer call() {
        if (name != null) {
            ProfileWriter.problemWithName(name).ifPresent(problem -> {
                throw new ParameterException(spec.commandLine(), problem);
            });
        }
        try (ConnectedCluster cluster = options.connect()) {
            if (answer.watch) {
                return watch(cluster);
            }
            Recording recording = Recording.read(observation, cluster);
            if (answer.profile) {
                return profile(recording.seenSomething(), cluster);
            }
            console()
                    .out(
                            answer.capabilities
                                    ? capabilities(recording.seenSomething())
                                    : output.of(() -> RecordingText.of(recording), () -> RecordingJson.of(recording)));
            return 0;
        }
    }

    private Integer profile(Recording recording, ConnectedCluster cluster) {
        SuggestedProfile made = SuggestedProfile.of(recording, name, runtimes.runtimes(), cluster);
        Report report = new Report("observe", Map.of(), "", "", made.findings());
        console().err(report);
        recording.gaps(made.suggestion()).forEach(console()::note);
        if (report.hasErrors()) {
            return 1;
        }
        console()
                .out(
                        output == OutputFormat.json
                                ? ProfileWriter.json(
                                        made.name(),
                                        made.annotations(),
                                        made.suggestion().spec())
                                : ProfileWriter.yaml(
                                        made.name(),
                                        made.annotations(),
                                        made.suggestion().spec()));
        return 0;
    }

    private String capabilities(Recording recording) {
        return output.of(
                () -> CapabilitySketch.of(recording), () -> RecordingJson.hints(CapabilityHints.of(recording.seen())));
    }

    private Integer watch(ConnectedCluster cluster) {
        ProfileObservation found = cluster.object(ProfileObservation.class, observation);
        new LiveDenials(found).follow(cluster, timeout, news -> console().out(line(news, found)));
        return 0;
    }

    private String line(DenialWatch.News news, ProfileObservation found) {
        ObservedDenial denial = news.denial();
        if (output != OutputFormat.text) {
            try {
                return JSON.writeValueAsString(denial) + "\n";
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a record of texts and numbers can be written", e);
            }
        }
        return Console.oneLine(Objects.requireNonNullElse(denial.lastSeen(), "-") + " " + denial.namespace() + "/"
                        + denial.pod() + " " + denial.container()
                        + (Boolean.TRUE.equals(denial.exec()) ? " (exec)" : "") + ": "
                        + SeenCall.call(denial, found.getSpec()) + " " + denial.errno()
                        + (news.calls() > 1 ? " x" + news.calls() : ""))
                + "\n";
    }

    private Console console() {
        return Console.of(spec);
    }
}
