package dev.portcullis.cli.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.seccomp.Explanation;
import dev.portcullis.seccomp.Verdict;
import java.util.Locale;
import java.util.Optional;

/** An explanation for scripts. */
final class SyscallExplanationJson {

    private SyscallExplanationJson() {}

    static ObjectNode of(SyscallExplanation explanation) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("profile", explanation.question().profile());
        object.put("syscall", explanation.question().syscall());
        object.put("known", explanation.isKnown());
        explanation.verdict().ifPresent(verdict -> put(object, verdict));
        ArrayNode cases = object.putArray("cases");
        explanation
                .cases()
                .forEach((conditions, verdict) -> put(cases.addObject().put("if", conditions.toString()), verdict));
        put(object.putObject("default"), explanation.byDefault());
        ArrayNode rules = object.putArray("rules");
        for (RuleExplanation one : explanation.rules()) {
            ObjectNode rule = rules.addObject();
            rule.put("place", one.place());
            rule.put("profile", one.profile());
            rule.put("location", one.location());
            rule.put("if", one.rule().conditions().toString());
            put(rule, one.rule().verdict());
            rule.put("effect", camelCase(one.rule().effect().name()));
            rule.put("reason", one.reason());
        }
        ArrayNode ways = object.putArray("otherWays");
        for (Explanation.Way one : explanation.otherWays()) {
            ObjectNode way = ways.addObject();
            way.put("architecture", one.through().ociName());
            Optional.ofNullable(one.multiplexer()).ifPresent(syscall -> way.put("madeBy", syscall));
            ArrayNode there = way.putArray("cases");
            one.ruling()
                    .cases()
                    .forEach(each ->
                            put(there.addObject().put("if", each.conditions().toString()), each.verdict()));
            put(way.putObject("default"), one.ruling().otherwise());
        }
        explanation.remarks().forEach(object.putArray("remarks")::add);
        return object;
    }

    private static void put(ObjectNode object, Verdict verdict) {
        object.put("action", verdict.action().ociName());
        if (verdict.action().returnsErrno()) {
            object.put("errno", verdict.returned());
        }
    }

    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }
}
