package dev.portcullis.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The custom resources, as the API server knows them. */
final class ResourcePage {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> KINDS = List.of(
            "seccompprofiles",
            "capabilitypolicies",
            "syscallblocks",
            "profileobservations",
            "nodesyncs",
            "nodeobservations");

    /** What is longer tells a reader nothing. */
    private static final int LONGEST_PATTERN = 40;

    private ResourcePage() {}

    static String text() throws IOException {
        Markdown page = new Markdown()
                .heading(1, "Resources")
                .paragraph("Every field of `portcullis.dev/v1`, as `kubectl explain` tells it. All kinds are"
                        + " cluster-scoped. `spec` is yours, except for a NodeSync and a NodeObservation, which"
                        + " agents, observers and the operator write; `status` is never yours.");
        for (String kind : KINDS) {
            describe(
                    page,
                    YAML.readTree(Repository.ROOT
                                    .resolve("crds/" + kind + ".portcullis.dev.yaml")
                                    .toFile())
                            .get("spec"));
        }
        return page.toString();
    }

    private static void describe(Markdown page, JsonNode definition) {
        JsonNode names = definition.get("names");
        JsonNode version = definition.at("/versions/0");
        JsonNode schema = version.at("/schema/openAPIV3Schema");
        page.heading(2, names.get("kind").textValue());
        page.paragraph(Markdown.words(schema.path("description").asText()) + " `kubectl get "
                + names.get("plural").textValue() + "`" + shortNames(names) + " shows "
                + columns(version.get("additionalPrinterColumns"), 0) + "; with `-o wide` also "
                + columns(version.get("additionalPrinterColumns"), 1) + ".");
        for (String part : List.of("spec", "status")) {
            List<List<String>> rows = new ArrayList<>();
            addFields(rows, part, schema.at("/properties/" + part));
            page.table(List.of("field", "type", "meaning"), rows);
        }
    }

    private static String shortNames(JsonNode names) {
        return names.has("shortNames")
                ? strings(names.get("shortNames")).stream()
                        .map(Markdown::code)
                        .collect(Collectors.joining(", ", " (short ", ")"))
                : "";
    }

    private static String columns(JsonNode columns, int priority) {
        List<String> shown = StreamSupport.stream(columns.spliterator(), false)
                .filter(column -> column.path("priority").asInt() == priority)
                .map(column -> column.get("name").textValue().toUpperCase(Locale.ROOT))
                .toList();
        return shown.isEmpty() ? "no more" : String.join(", ", shown);
    }

    private static void addFields(List<List<String>> rows, String path, JsonNode schema) {
        List<String> required = strings(schema.path("required"));
        schema.path("properties").properties().forEach(member -> {
            JsonNode field = member.getValue();
            String name = path + "." + member.getKey();
            rows.add(List.of(
                    Markdown.code(name),
                    type(field) + (required.contains(member.getKey()) ? ", required" : ""),
                    Markdown.words(field.path("description").asText()) + limits(field)));
            JsonNode inner = field;
            StringBuilder place = new StringBuilder(name);
            while (inner.has("items") || inner.path("additionalProperties").isObject()) {
                place.append(inner.has("items") ? "[]" : ".*");
                inner = inner.has("items") ? inner.get("items") : inner.get("additionalProperties");
            }
            addFields(rows, place.toString(), inner);
        });
    }

    private static String type(JsonNode field) {
        if (field.path("x-kubernetes-int-or-string").asBoolean()) {
            return "integer or string";
        }
        return switch (field.path("type").asText()) {
            case "array" -> "list of " + type(field.get("items"));
            case "object" ->
                field.path("additionalProperties").isObject()
                        ? "map of " + type(field.get("additionalProperties"))
                        : "object";
            case "" -> "anything";
            default -> field.path("type").asText();
        };
    }

    private static String limits(JsonNode field) {
        List<String> limits = new ArrayList<>();
        JsonNode values = field.has("items") ? field.get("items").path("enum") : field.path("enum");
        List<String> choices = strings(values);
        if (!choices.isEmpty() && choices.size() <= 12) {
            limits.add("One of " + choices.stream().map(Markdown::code).collect(Collectors.joining(", ")) + ".");
        }
        if (field.has("default")) {
            limits.add("Default: "
                    + Markdown.code(
                            field.get("default").asText(field.get("default").toString())) + ".");
        }
        if (field.has("minimum")) {
            limits.add("At least " + field.get("minimum").asText() + ".");
        }
        if (field.has("maximum")) {
            limits.add("At most " + field.get("maximum").asText() + ".");
        }
        if (field.has("maxItems")) {
            limits.add("At most " + field.get("maxItems").asText() + " of them.");
        }
        if (field.path("pattern").asText().length() > 0
                && field.path("pattern").asText().length() <= LONGEST_PATTERN) {
            limits.add("Like " + Markdown.code(field.get("pattern").asText()) + ".");
        }
        return limits.isEmpty() ? "" : " " + String.join(" ", limits);
    }

    private static List<String> strings(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .toList();
    }
}
