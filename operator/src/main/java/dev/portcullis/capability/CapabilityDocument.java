package dev.portcullis.capability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Writes a policy's capabilities as JSON, for a container of {@code root} and one of another user, {@code nonRoot}:
 * {@code capabilities} is the runtime specification's {@code process.capabilities}, its names sorted by number; {@code
 * status} is the content of {@code /proc/PID/status} for the container's first program, if that has neither file
 * capabilities nor a set-user-ID bit. Members in a fixed order, one trailing newline.
 */
public final class CapabilityDocument {

    private static final List<ThreadSet> SPECIFICATION_ORDER = List.of(
            ThreadSet.BOUNDING, ThreadSet.EFFECTIVE, ThreadSet.INHERITABLE, ThreadSet.PERMITTED, ThreadSet.AMBIENT);

    private static final ObjectWriter WRITER = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private CapabilityDocument() {}

    /**
     * The document of a policy.
     *
     * @throws IllegalArgumentException if the runtime would not start such containers; the message says why
     */
    public static String of(RuntimeDefaults runtime, Adjustment adjustment) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        container(document.putObject("root"), runtime.process(adjustment, true), Credentials.ROOT);
        container(document.putObject("nonRoot"), runtime.process(adjustment, false), Credentials.NON_ROOT);
        try {
            return WRITER.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings can always be written", e);
        }
    }

    private static void container(ObjectNode target, ProcessCapabilities process, Credentials credentials) {
        ObjectNode capabilities = target.putObject("capabilities");
        for (ThreadSet set : SPECIFICATION_ORDER) {
            ArrayNode names = capabilities.putArray(set.plainName());
            process.get(set).names().forEach(name -> names.add(name.toUpperCase(Locale.ROOT)));
        }
        ThreadCapabilities started =
                process.applied(credentials).execve(Program.PLAIN).orElseThrow();
        ObjectNode status = target.putObject("status");
        for (ThreadSet set : ThreadSet.values()) {
            status.put(set.statusName(), started.get(set).hex());
        }
    }
}
