package dev.portcullis.cli.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.comparison.Change;
import dev.portcullis.comparison.Comparison;
import dev.portcullis.comparison.Difference;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.Locale;

/** A comparison for scripts. */
final class ComparisonJson {

    private ComparisonJson() {}

    static ObjectNode of(Comparison comparison) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("equal", comparison.isEmpty());
        object.put("widens", comparison.widens());
        ArrayNode changes = object.putArray("changes");
        comparison.changes().forEach(change -> put(changes.addObject(), change, comparison));
        return object;
    }

    private static void put(ObjectNode object, Change change, Comparison comparison) {
        object.put("effect", change.effect().name().toLowerCase(Locale.ROOT));
        switch (change.difference()) {
            case Difference.OfSyscall one -> {
                change.syscalls().forEach(object.putArray("syscalls")::add);
                put(object.putObject("before"), one.before());
                put(object.putObject("after"), one.after());
                ObjectNode example = object.putObject("example");
                ArrayNode arguments = example.putArray("arguments");
                one.example().arguments().forEach(argument -> arguments.add(Long.toUnsignedString(argument)));
                example.put("on32Bits", one.example().on32Bits());
                put(example.putObject("before"), one.example().before());
                put(example.putObject("after"), one.example().after());
            }
            case Difference.OfDefault one -> {
                comparison.named().forEach(object.putArray("syscallsExcept")::add);
                put(object.putObject("before"), one.before());
                put(object.putObject("after"), one.after());
            }
            case Difference.OfArchitecture one ->
                object.put("architecture", one.architecture().ociName());
            case Difference.OfSetting one ->
                object.put("member", one.member()).put("before", one.before()).put("after", one.after());
        }
        if (!change.nodes().isEmpty()) {
            change.nodes().forEach(object.putArray("nodes")::add);
        }
    }

    private static void put(ObjectNode object, Ruling ruling) {
        if (!ruling.cases().isEmpty()) {
            ArrayNode cases = object.putArray("cases");
            ruling.cases()
                    .forEach(one ->
                            put(cases.addObject().put("if", one.conditions().toString()), one.verdict()));
        }
        put(object, ruling.otherwise());
    }

    private static void put(ObjectNode object, Verdict verdict) {
        object.put("action", verdict.action().ociName());
        if (verdict.action().returnsErrno()) {
            object.put("errno", verdict.returned());
        }
    }
}
