package dev.portcullis.cli.why;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Paint;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/**
 * Why something does not start.
 *
 * @param subject what was asked about, in words
 * @param well whether it runs as it should
 * @param facts what is known of its containers, one a line
 * @param hindrances what of ours is in the way
 */
record Answer(String subject, boolean well, List<String> facts, List<Hindrance> hindrances) {

    /** The same with further hindrances and facts. */
    Answer with(Answer more) {
        return new Answer(
                subject,
                well && more.well,
                Stream.concat(facts.stream(), Stream.concat(Stream.of(more.subject), more.facts.stream()))
                        .toList(),
                Stream.concat(hindrances.stream(), more.hindrances.stream())
                        .distinct()
                        .toList());
    }

    String text(Ansi ansi) {
        StringBuilder text = new StringBuilder(Paint.STRONG.on(Console.oneLine(subject), ansi)).append('\n');
        facts.forEach(fact -> text.append("  ").append(Console.oneLine(fact)).append('\n'));
        if (hindrances.isEmpty()) {
            text.append(
                    well
                            ? "it runs\n"
                            : "nothing of Portcullis keeps it from starting; kubectl describe tells what else is in the"
                                    + " way\n");
        }
        hindrances.forEach(one -> text.append('\n')
                .append(Paint.BAD.on(one.code(), ansi))
                .append(": ")
                .append(Console.oneLine(one.statement()))
                .append("\n  ")
                .append(Console.oneLine(one.advice()))
                .append('\n'));
        return text.toString();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("subject", subject);
        json.put("well", well);
        ArrayNode told = json.putArray("facts");
        facts.forEach(told::add);
        ArrayNode all = json.putArray("hindrances");
        hindrances.forEach(one -> all.addObject()
                .put("code", one.code())
                .put("statement", one.statement())
                .put("advice", one.advice()));
        return json;
    }
}
