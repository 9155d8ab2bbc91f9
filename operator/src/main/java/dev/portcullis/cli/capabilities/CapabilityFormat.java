package dev.portcullis.cli.capabilities;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.capability.FileCapabilitiesText;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.cli.report.Json;
import java.util.Optional;

/** How an explanation of a policy's capabilities is printed. */
enum CapabilityFormat {
    /** Tables and sentences. */
    text,
    /** One JSON object. */
    json,
    /** The same in YAML. */
    yaml;

    String of(CapabilityAnswer answer) {
        return switch (this) {
            case text -> CapabilityText.of(answer);
            case json -> Json.text(object(answer));
            case yaml -> Json.yaml(object(answer));
        };
    }

    private static ObjectNode object(CapabilityAnswer answer) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("policy", answer.policy());
        object.put("policyRuntime", answer.own().plainName());
        object.put("runtime", answer.runtime().plainName());
        object.put("fileCapabilities", FileCapabilitiesText.of(answer.file()));
        ArrayNode containers = object.putArray("containers");
        answer.refused()
                .forEach((user, why) ->
                        containers.addObject().put("user", user.name()).put("refused", why));
        answer.held().forEach((user, held) -> {
            ObjectNode container = containers.addObject().put("user", user.name());
            sets(container.putObject("beforeExecve"), Optional.of(held.before()));
            sets(container.putObject("program"), Optional.of(held.program()));
            sets(container.putObject("file"), held.file());
            ObjectNode confined = container.putObject("noNewPrivileges");
            sets(confined.putObject("file"), held.confinedFile());
            sets(confined.putObject("fileStartedByProgram"), held.confinedLater());
            ports(container.putArray("ports"), answer, held);
        });
        return object;
    }

    private static void sets(ObjectNode target, Optional<ThreadCapabilities> thread) {
        thread.ifPresentOrElse(
                held -> {
                    for (ThreadSet set : ThreadSet.values()) {
                        ObjectNode one = target.putObject(set.statusName());
                        one.put("mask", held.get(set).hex());
                        held.get(set).names().forEach(one.putArray("names")::add);
                    }
                },
                () -> target.put("execve", "EPERM"));
    }

    private static void ports(ArrayNode target, CapabilityAnswer answer, Held held) {
        for (PortBinding row : PortBinding.of(answer.runtime(), answer.ports())) {
            ObjectNode entry = target.addObject();
            entry.put("port", row.port());
            entry.put("network", row.network());
            entry.put("unprivilegedPortStart", row.start());
            entry.put("program", row.allows(held.program()));
            entry.put("file", held.file().map(row::allows).orElse(false));
        }
    }
}
