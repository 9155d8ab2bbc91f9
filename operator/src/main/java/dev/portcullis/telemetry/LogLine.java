package dev.portcullis.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * An event as one line of a log. Texts of others, such as an agent's failures in the operator's log, control neither a
 * terminal nor the direction of text.
 */
final class LogLine {

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}]+");

    /** Always three digits, so that lines sort by time (RFC 3339). */
    private static final DateTimeFormatter RFC_3339 =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private LogLine() {}

    /** The line of a format, with a line break at its end. */
    static String of(Logging.Format format, ILoggingEvent event) {
        return switch (format) {
            case json -> json(event);
            case text -> text(event);
        };
    }

    /** One flat JSON object: what every line has, then the event's keys. */
    private static String json(ILoggingEvent event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", RFC_3339.format(event.getInstant()));
        members.put("level", event.getLevel().levelStr.toLowerCase(Locale.ROOT));
        members.put("msg", event.getFormattedMessage());
        members.put("logger", event.getLoggerName());
        members.put("thread", event.getThreadName());
        keys(event).forEach((key, value) -> members.put(free(key, members), value));
        String trace = trace(event);
        if (!trace.isEmpty()) {
            members.put(free("error", members), trace);
        }
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":" + value(member.getValue()))
                .collect(Collectors.joining(",", "{", "}\n"));
    }

    private static String text(ILoggingEvent event) {
        String simpleName =
                event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1);
        StringBuilder line = new StringBuilder("%s %-5s %s - %s"
                .formatted(
                        TIME_OF_DAY.format(event.getInstant().atZone(ZoneId.systemDefault())),
                        event.getLevel(),
                        simpleName,
                        event.getFormattedMessage()));
        keys(event)
                .forEach((key, value) ->
                        line.append(' ').append(key).append("=\"").append(value).append('"'));
        String trace = trace(event)
                .lines()
                .map(one -> "\n" + (one.startsWith("\t") ? "\t" : "") + plain(one.strip()))
                .collect(Collectors.joining());
        return plain(line.toString()) + trace + "\n";
    }

    /** The context of the thread, then the event's own keys, which win. */
    private static Map<String, Object> keys(ILoggingEvent event) {
        Map<String, Object> keys = new LinkedHashMap<>(event.getMDCPropertyMap());
        for (KeyValuePair pair : Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
            keys.put(pair.key, pair.value);
        }
        return keys;
    }

    /** The key, or a similar one when a member has that name already. */
    private static String free(String key, Map<String, Object> members) {
        return members.containsKey(key) ? free(key + "_", members) : key;
    }

    private static String trace(ILoggingEvent event) {
        return event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
    }

    private static String plain(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }

    private static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean bool -> bool.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Double number -> Double.isFinite(number) ? number.toString() : quoted(number.toString());
            case Collection<?> several ->
                several.stream().map(LogLine::value).collect(Collectors.joining(",", "[", "]"));
            default -> quoted(value.toString());
        };
    }

    /** A JSON string (RFC 8259, section 7), in which whatever may control a terminal is escaped. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                json.append('\\').appendCodePoint(character);
            } else if (character == '\n') {
                json.append("\\n");
            } else if (isControl(character)) {
                Character.toString(character).chars().forEach(unit -> json.append("\\u%04x".formatted(unit)));
            } else {
                json.appendCodePoint(character);
            }
        });
        return json.append('"').toString();
    }

    private static boolean isControl(int character) {
        int type = Character.getType(character);
        // A lone surrogate would be no UTF-8.
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }
}
