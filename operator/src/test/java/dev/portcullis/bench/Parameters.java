package dev.portcullis.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement needs to know of an operator that brings profiles to nodes; {@code docs/performance.md} describes the
 * file.
 *
 * @param name who it is
 * @param object the manifest of a profile, in which {@code {name}} and {@code {syscalls}} are replaced
 * @param file the path of a profile's file, in which {@code {name}} and {@code {node}} are replaced
 * @param ready when a profile is on every node
 * @param commands how its programs are started, stopped and found, by the names in {@link #COMMANDS}
 */
record Parameters(String name, String object, String file, ReadyExpression ready, Map<String, String> commands) {

    /** Those of a file that is complete. */
    static final Set<String> COMMANDS =
            Set.of("start", "stop", "controller-pids", "agent-pids", "agent-stop", "agent-start");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> OTHERS = Set.of("name", "object", "file", "ready");

    /** Reads a file's text. */
    static Parameters parse(String yaml) throws JsonProcessingException {
        JsonNode root = YAML.readTree(yaml);
        Set<String> unknown = new TreeSet<>();
        root.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(OTHERS);
        unknown.removeAll(COMMANDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + String.join(", ", unknown));
        }
        Map<String, String> commands = new TreeMap<>();
        for (String command : COMMANDS) {
            if (root.has(command)) {
                commands.put(command, text(root, command));
            }
        }
        Map<String, String> ready = YAML.convertValue(root.path("ready"), new TypeReference<>() {});
        if (ready == null) {
            throw new IllegalArgumentException("ready is missing");
        }
        Parameters parameters = new Parameters(
                text(root, "name"), text(root, "object"), text(root, "file"), new ReadyExpression(ready), commands);
        for (String replaced : new String[] {"{name}", "{syscalls}"}) {
            if (!parameters.object.contains(replaced)) {
                throw new IllegalArgumentException("object has no " + replaced);
            }
        }
        return parameters;
    }

    /** The command of this name. */
    String command(String command) {
        String found = commands.get(command);
        if (found == null) {
            throw new IllegalArgumentException(name + " has no command '" + command + "'");
        }
        return found;
    }

    /** The profile's object that allows these syscalls. */
    ObjectNode manifest(String profile, Iterable<String> syscalls) {
        try {
            String text = object.replace("{name}", profile).replace("{syscalls}", JSON.writeValueAsString(syscalls));
            return (ObjectNode) YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("object is no YAML: " + e.getOriginalMessage(), e);
        }
    }

    /** The file of a profile on the node with this number, from 1. */
    Path file(int node, String profile) {
        return Path.of(file.replace("{node}", node + "").replace("{name}", profile));
    }

    private static String text(JsonNode root, String member) {
        @Nullable String text = root.path(member).textValue();
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(member + " is missing, or no text");
        }
        return text;
    }
}
