package dev.portcullis.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A format for an answer. */
public enum OutputFormat {
    /** For people. */
    text,
    /** JSON. */
    json,
    /** The same in YAML. */
    yaml;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Characters that control a terminal or the direction of text, and that the two formats let pass as they are. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\n]]");

    /** Prints the form of an answer that fits this format, with a line break at the end. */
    public String of(Supplier<String> forPeople, Supplier<? extends JsonNode> forScripts) {
        return switch (this) {
            case text -> Console.lines(forPeople.get());
            case json -> json(forScripts.get());
            case yaml -> yaml(forScripts.get());
        };
    }

    static String json(JsonNode value) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        printer.indentArraysWith(lines);
        printer.indentObjectsWith(lines);
        try {
            return escaped(JSON.writer(printer).writeValueAsString(value), OutputFormat::jsonEscape) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON value can be written", e);
        }
    }

    static String yaml(JsonNode value) {
        String plain = yaml(value, true);
        // Only text in double quotes can have escapes.
        return CONTROLS.matcher(plain).find() ? escaped(yaml(value, false), OutputFormat::yamlEscape) : plain;
    }

    private static String yaml(JsonNode value, boolean fewQuotes) {
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .configure(YAMLGenerator.Feature.MINIMIZE_QUOTES, fewQuotes)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build();
        try {
            return new ObjectMapper(factory).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON value can be written", e);
        }
    }

    private static String escaped(String text, IntFunction<String> escape) {
        return CONTROLS.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(escape.apply(found.group().codePointAt(0))));
    }

    /** One escape for each UTF-16 code unit (RFC 8259, section 7). */
    private static String jsonEscape(int character) {
        return Character.toString(character)
                .chars()
                .mapToObj("\\u%04x"::formatted)
                .collect(Collectors.joining());
    }

    /** One escape for each character (YAML 1.1, section 5.6). */
    private static String yamlEscape(int character) {
        return (character < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(character);
    }
}
