package dev.portcullis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLineTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyLineIsOneFlatObject() throws JsonProcessingException {
        LoggingEvent event = event("wrote {}", "a.json");
        event.addKeyValuePair(new KeyValuePair("revision", 12L));
        event.addKeyValuePair(new KeyValuePair("ready", true));
        event.addKeyValuePair(new KeyValuePair("ratio", 0.5));
        event.addKeyValuePair(new KeyValuePair("files", List.of("a", "b")));
        event.addKeyValuePair(new KeyValuePair("file", "\"a\"\\b"));
        event.addKeyValuePair(new KeyValuePair("nothing", null));
        assertThat(json(event)).isEqualTo(JSON.readTree("""
                {"time": "2026-11-29T08:00:00.120Z", "level": "info", "msg": "wrote a.json", "logger": "a.b.Writer",
                 "thread": "main", "revision": 12, "ready": true, "ratio": 0.5, "files": ["a", "b"],
                 "file": "\\"a\\"\\\\b", "nothing": null}
                """));
    }

    @Test
    void noKeyHidesWhatEveryLineHas() throws JsonProcessingException {
        LoggingEvent event = event("said");
        event.addKeyValuePair(new KeyValuePair("msg", "other"));
        event.addKeyValuePair(new KeyValuePair("time", 1));
        assertThat(json(event).path("msg").asText()).isEqualTo("said");
        assertThat(json(event).path("msg_").asText()).isEqualTo("other");
        assertThat(json(event).path("time_").asInt()).isEqualTo(1);
    }

    @Test
    void aStackTraceIsAMemberAndFollowsTheTextLine() throws JsonProcessingException {
        LoggingEvent event = new LoggingEvent(
                "", logger(), Level.ERROR, "failed", new IllegalStateException("bad\u202estate"), new Object[0]);
        event.setThreadName("main");
        event.setMDCPropertyMap(Map.of());
        assertThat(json(event).path("error").asText())
                .startsWith("java.lang.IllegalStateException: bad\u202estate\n\tat ");
        assertThat(LogLine.of(Logging.Format.text, event))
                .contains("ERROR Writer - failed\njava.lang.IllegalStateException: bad state\n\tat ");
    }

    /** ESC, CSI as one character, an override of the direction, an invisible tag, a line break. */
    @Test
    void whatOthersWriteControlsNoTerminal() throws JsonProcessingException {
        String hostile = "\u001b[1m \u009b31m \u202e \udb40\udc41 \n";
        LoggingEvent event = event("node says {}", hostile);
        event.addKeyValuePair(new KeyValuePair("reason", hostile));
        for (Logging.Format format : Logging.Format.values()) {
            String line = LogLine.of(format, event);
            assertThat(line).endsWith("\n");
            assertThat(line.substring(0, line.length() - 1)).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
        }
        assertThat(json(event).path("reason").asText()).isEqualTo(hostile);
        assertThat(json(event).path("msg").asText()).isEqualTo("node says " + hostile);
    }

    private static JsonNode json(LoggingEvent event) throws JsonProcessingException {
        return JSON.readTree(LogLine.of(Logging.Format.json, event));
    }

    private static LoggingEvent event(String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent("", logger(), Level.INFO, message, null, arguments);
        event.setInstant(Instant.parse("2026-11-29T08:00:00.120Z"));
        event.setThreadName("main");
        event.setMDCPropertyMap(Map.of());
        return event;
    }

    private static ch.qos.logback.classic.Logger logger() {
        return new LoggerContext().getLogger("a.b.Writer");
    }
}
