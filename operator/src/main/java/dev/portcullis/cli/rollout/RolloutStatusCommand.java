package dev.portcullis.cli.rollout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.FleetReader;
import dev.portcullis.cli.fleet.ObjectWatch;
import dev.portcullis.cli.fleet.ObjectWords;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Paint;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.cli.rollout.RolloutCourse.Verdict;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.telemetry.DurationConverter;
import dev.portcullis.telemetry.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code rollout status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis rollout status [OPTIONS] (OBJECT | --all)",
        description = {
            "Waits until every available node has an object's files, and shows how far it is.",
            "",
            "On a terminal a line with a bar is written anew; elsewhere each change is a line. It ends early when only"
                    + " somebody's decision helps: a refused spec, a rollout that has stopped or was aborted. With"
                    + " --watch=false, or an --output for scripts, the state is printed once.",
            "",
            "Needs the rights to list and watch the object's kind; with --all those of seccompprofiles,"
                    + " capabilitypolicies, syscallblocks and profileobservations.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Every available node has it; or the state is printed, where nothing is waited for.",
            "1:The rollout failed, the time is over, there is no such object, or the cluster does not answer.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis rollout status nginx",
            "  portcullis rollout status --all --timeout 2m",
            "  portcullis rollout status policy/web --output json"
        })
final class RolloutStatusCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How often a line is written anew at most. */
    private static final Duration FRAME = Duration.ofMillis(100);

    /** How often a plain line about all objects is written at most. */
    private static final Duration PLAIN_FRAME = Duration.ofSeconds(1);

    @Parameters(
            paramLabel = "OBJECT",
            arity = "0..1",
            description = "The name of a SeccompProfile, or policy/NAME, block/NAME or observation/NAME for another"
                    + " object.")
    private @Nullable String object;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Option(
            names = {"-w", "--watch"},
            arity = "0..1",
            paramLabel = "BOOL",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until it is over. Default: ${DEFAULT-VALUE}.")
    private boolean watch = true;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description = "How long to wait, for example 90s. Default: ${DEFAULT-VALUE}, without end.")
    private Duration timeout = Duration.ZERO;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec own = Objects.requireNonNull(spec);
        Subject subject = subject(own);
        try (ConnectedCluster cluster = options.connect()) {
            return watch && output.isText()
                    ? follow(cluster, subject, Console.of(own))
                    : print(cluster, subject, Console.of(own));
        }
    }

    /** The object; null for all. */
    private @Nullable Subject subject(CommandSpec own) {
        String word = object;
        if (all == (word != null)) {
            throw new ParameterException(own.commandLine(), "give an OBJECT, or --all");
        }
        return word == null
                ? null
                : ObjectWords.parse(word)
                        .orElseThrow(() -> new ParameterException(
                                own.commandLine(),
                                "\"" + word + "\" names no object: give the NAME of a profile, or policy/NAME,"
                                        + " block/NAME or observation/NAME"));
    }

    private int follow(ConnectedCluster cluster, @Nullable Subject subject, Console console)
            throws InterruptedException {
        List<Kind> kinds = subject == null ? List.of(Kind.values()) : List.of(subject.kind());
        RolloutCourse course = new RolloutCourse(Set.copyOf(kinds));
        Terminal terminal = Terminal.ofProcess();
        ProgressLine line = new ProgressLine(console, terminal);
        Duration frame = subject == null && !terminal.interactive() ? PLAIN_FRAME : FRAME;
        long begin = System.nanoTime();
        try (ObjectWatch events = subject == null ? ObjectWatch.of(cluster, kinds) : ObjectWatch.of(cluster, subject)) {
            while (!course.isOver()) {
                if (isLate(begin)) {
                    line.end();
                    throw new ClusterException("after " + timeout.toSeconds() + " s it is not over: "
                            + (course.isListed() ? course.line(subject == null) : "the cluster has not answered"));
                }
                events.next(frame).ifPresent(course::add);
                long shown = System.nanoTime() + frame.toNanos();
                for (Optional<ObjectWatch.Event> more = events.next(Duration.ZERO);
                        more.isPresent() && System.nanoTime() < shown;
                        more = events.next(Duration.ZERO)) {
                    course.add(more.get());
                }
                check(course, subject, cluster);
                if (course.isListed() && !course.isOver()) {
                    line.show(course.share(), course.line(subject == null));
                }
            }
        }
        line.end();
        return conclude(course, subject == null, console);
    }

    private boolean isLate(long begin) {
        return !timeout.isZero() && System.nanoTime() - begin > timeout.toNanos();
    }

    private static void check(RolloutCourse course, @Nullable Subject subject, ConnectedCluster cluster) {
        if (subject != null && course.isListed() && course.count() == 0) {
            throw course.isGone(subject)
                    ? new ClusterException(subject + " was deleted")
                    : cluster.read("list " + FleetReader.plural(subject.kind()), answers -> new FleetReader(answers)
                            .missing(subject));
        }
    }

    private static int conclude(RolloutCourse course, boolean all, Console console) {
        List<FleetObject> failed = course.with(Verdict.FAILED);
        for (FleetObject one : failed) {
            console.out(Paint.BAD.on("failed", console.ansi()) + " " + Console.oneLine(RolloutCourse.line(one)) + "\n");
        }
        if (all) {
            console.out(course.with(Verdict.DONE).size() + " of " + course.count() + " objects are ready\n");
        } else {
            course.with(Verdict.DONE).forEach(one -> console.out(Console.oneLine(RolloutCourse.line(one)) + "\n"));
        }
        return failed.isEmpty() ? 0 : 1;
    }

    private int print(ConnectedCluster cluster, @Nullable Subject subject, Console console) {
        List<FleetObject> objects = new ArrayList<>();
        if (subject == null) {
            for (Kind kind : Kind.values()) {
                objects.addAll(cluster.read(
                                "list " + FleetReader.plural(kind), answers -> new FleetReader(answers).objects(kind))
                        .objects());
            }
        } else {
            objects.add(cluster.read("get " + FleetReader.plural(subject.kind()), answers -> {
                FleetReader reader = new FleetReader(answers);
                return reader.object(subject).orElseThrow(() -> reader.missing(subject));
            }));
        }
        console.out(
                output.print(() -> text(objects), () -> subject == null ? list(objects) : json(objects.getFirst())));
        return 0;
    }

    private static String text(List<FleetObject> objects) {
        StringBuilder text = new StringBuilder();
        for (FleetObject object : objects) {
            text.append(object.subject())
                    .append(", generation ")
                    .append(object.generation())
                    .append('\n');
            line(text, "ready", object.standing() == FleetObject.Standing.READY ? "yes" : "no, " + object.reason());
            line(text, "nodes", object.nodes());
            line(text, "why", object.message().isEmpty() ? null : object.message());
            RolloutStatus last = object.status().rollout();
            if (last != null) {
                line(text, "phase", last.phase() + (last.since() == null ? "" : " since " + last.since()));
                line(text, "step", last.step() == null ? null : last.step() + " of " + last.steps());
                line(
                        text,
                        "nodes of this step",
                        last.updated() == null ? null : last.updated() + " of " + last.nodes());
                line(text, "approve", last.approval());
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append("  ").append(name).append(": ").append(value).append('\n');
        }
    }

    private static ArrayNode list(List<FleetObject> objects) {
        ArrayNode list = JSON.createArrayNode();
        objects.forEach(object -> list.add(json(object)));
        return list;
    }

    private static ObjectNode json(FleetObject object) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", object.subject().kind().label());
        json.put("name", object.subject().name());
        json.put("generation", object.generation());
        json.put("standing", object.standing().name().toLowerCase(Locale.ROOT));
        json.put("reason", object.reason());
        json.put("message", object.message());
        json.set("nodes", JSON.valueToTree(object.status().nodes()));
        json.set("rollout", JSON.valueToTree(object.status().rollout()));
        return json;
    }
}
