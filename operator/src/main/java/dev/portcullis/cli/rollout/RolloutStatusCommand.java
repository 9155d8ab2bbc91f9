package dev.portcullis.cli.rollout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code rollout status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis rollout status [OPTIONS] OBJECT",
        description = {"Shows how far a change has gone out, and why it waits.", ""},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The state is printed.",
            "1:There is no such object, or the cluster does not answer.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis rollout status nginx",
            "  portcullis rollout status policy/web --output json"
        })
final class RolloutStatusCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ObjectOptions object = new ObjectOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        StagedObject found = object.with(own, (read, cluster) -> read);
        Console.of(own).out(output.print(() -> text(found), () -> json(found)));
        return 0;
    }

    private static String text(StagedObject object) {
        RolloutStatus last = object.last();
        if (last == null) {
            return object.subject() + ": no change has gone out by stages\n";
        }
        StringBuilder text = new StringBuilder(object.subject() + ", generation " + last.generation() + "\n");
        line(text, "phase", last.phase() + (last.since() == null ? "" : " since " + last.since()));
        line(text, "step", last.step() == null ? null : last.step() + " of " + last.steps());
        line(text, "nodes", last.updated() == null ? null : last.updated() + " of " + last.nodes());
        line(text, "why", last.message());
        line(text, "approve", last.approval());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append("  ").append(name).append(": ").append(value).append('\n');
        }
    }

    private static ObjectNode json(StagedObject object) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", object.subject().kind().label());
        json.put("name", object.subject().name());
        json.put("generation", object.generation());
        json.set("rollout", JSON.valueToTree(object.last()));
        return json;
    }
}
