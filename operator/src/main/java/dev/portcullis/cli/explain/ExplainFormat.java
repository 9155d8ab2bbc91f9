package dev.portcullis.cli.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cli.report.Json;
import dev.portcullis.seccomp.Verdict;
import java.util.Locale;

/** How an explanation is printed. */
enum ExplainFormat {
    /** Sentences. */
    text,
    /** One JSON object. */
    json,
    /** The same in YAML. */
    yaml;

    String of(Answer answer) {
        return switch (this) {
            case text -> ExplainText.of(answer);
            case json -> Json.text(object(answer));
            case yaml -> Json.yaml(object(answer));
        };
    }

    private static ObjectNode object(Answer answer) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("profile", answer.question().profile());
        object.put("syscall", answer.question().syscall());
        object.put("known", answer.isKnown());
        answer.verdict().ifPresent(verdict -> put(object, verdict));
        ArrayNode cases = object.putArray("cases");
        answer.cases()
                .forEach((conditions, verdict) -> put(cases.addObject().put("if", conditions.toString()), verdict));
        put(object.putObject("default"), answer.byDefault());
        ArrayNode rules = object.putArray("rules");
        for (Considered considered : answer.considered()) {
            ObjectNode rule = rules.addObject();
            rule.put("place", considered.place());
            rule.put("profile", considered.profile());
            rule.put("location", considered.location());
            rule.put("if", considered.rule().conditions().toString());
            put(rule, considered.rule().verdict());
            rule.put("effect", camelCase(considered.rule().effect().name()));
            rule.put("reason", considered.outcome());
        }
        answer.remarks().forEach(object.putArray("remarks")::add);
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
