package dev.portcullis.cli.capabilities;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.capability.FileCapabilitiesText;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.capability.ThreadSet;
import java.util.Optional;

/** An explanation of a policy for scripts. */
final class PolicyExplanationJson {

    private PolicyExplanationJson() {}

    static ObjectNode of(PolicyExplanation explanation) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("policy", explanation.policy());
        object.put("policyRuntime", explanation.own().plainName());
        object.put("runtime", explanation.runtime().plainName());
        object.put("fileCapabilities", FileCapabilitiesText.of(explanation.file()));
        ArrayNode containers = object.putArray("containers");
        explanation
                .refused()
                .forEach((user, why) ->
                        containers.addObject().put("user", user.name()).put("refused", why));
        explanation.held().forEach((user, held) -> {
            ObjectNode container = containers.addObject().put("user", user.name());
            sets(container.putObject("beforeExecve"), Optional.of(held.before()));
            sets(container.putObject("program"), Optional.of(held.program()));
            sets(container.putObject("file"), held.file());
            ObjectNode confined = container.putObject("noNewPrivileges");
            sets(confined.putObject("file"), held.confinedFile());
            sets(confined.putObject("fileStartedByProgram"), held.confinedLater());
            ports(container.putArray("ports"), explanation, held);
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

    private static void ports(ArrayNode target, PolicyExplanation explanation, ContainerCapabilities held) {
        for (PortBinding row : PortBinding.of(explanation.runtime(), explanation.ports())) {
            ObjectNode entry = target.addObject();
            entry.put("port", row.port());
            entry.put("network", row.network());
            entry.put("unprivilegedPortStart", row.start());
            entry.put("program", row.allows(held.program()));
            entry.put("file", held.file().map(row::allows).orElse(false));
        }
    }
}
