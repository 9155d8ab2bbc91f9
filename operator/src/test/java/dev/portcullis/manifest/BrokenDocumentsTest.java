package dev.portcullis.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** However a document is broken, the message is about the document, never about the parser. */
class BrokenDocumentsTest {

    /** Classes, features and tokens of the parsers, and what they print around a character. */
    private static final Pattern INSIDES = Pattern.compile(
            "\\(code|[a-z]\\.[a-z]+\\.|Exception|Feature|ALLOW_|StreamRead|[a-z](?:Event|Token|Node)\\b|Source:|REDACTED|"
                    + "start marker|<[a-z]+ ?[a-z]*>|CTRL-CHAR|while (?:parsing|scanning)");

    private static final String JSON = """
            {"defaultAction": "SCMP_ACT_ERRNO", "flags": [], "listenerPath": null,
             "syscalls": [
               {"names": ["read", "wr\\u0069te"], "action": "SCMP_ACT_ALLOW",
                "args": [{"index": 0, "value": 10.0, "op": "SCMP_CMP_EQ"}], "last": true}
             ]}
            """;

    private static final String YAML = """
            %YAML 1.1
            ---
            # a profile
            apiVersion: portcullis.dev/v1
            metadata: {name: job, labels: {app: &app "jo\\x62"}, more: [a, 'b', *app]}
            spec: !!map
              defaultAction: >-
                SCMP_ACT_ERRNO
              syscalls:
                - names:
                    - read
                    - ? write
                  action: SCMP_ACT_ALLOW
            """;

    private static final String MUTATIONS = "{}[]:,\"'/*#&!|>%@`-?+.\\\t\n\u0000\u0085\u001b0x";

    static Stream<String> broken() {
        return Stream.of(JSON, YAML).flatMap(text -> IntStream.range(0, text.length())
                .mapToObj(at -> Stream.concat(
                        Stream.of(text.substring(0, at), text.substring(0, at) + text.substring(at + 1)),
                        MUTATIONS
                                .chars()
                                .mapToObj(Character::toString)
                                .flatMap(c -> Stream.of(
                                        text.substring(0, at) + c + text.substring(at + 1),
                                        text.substring(0, at) + c + text.substring(at)))))
                .flatMap(texts -> texts));
    }

    @Test
    void noMessageSpeaksOfTheParser() {
        long[] refused = {0, 0};
        broken().forEach(text -> Stream.of("in.json", "in.yaml").forEach(file -> {
            for (Diagnostic one : DocumentReader.read(file, text).diagnostics()) {
                assertThat(one.message()).as(text).doesNotContainPattern(INSIDES);
                refused[0]++;
                refused[1] += one.message().endsWith("this is not expected here") ? 1 : 0;
            }
        }));
        assertThat(refused[0]).isGreaterThan(10_000);
        assertThat(refused[1]).as("messages that say nothing").isLessThan(refused[0] / 50);
    }

    static Stream<List<String>> kinds() {
        return Stream.of(
                List.of("in.json", "{\"a\": 1, // no\n \"b\": 2}", "in.json:1: JSON has no comments; remove this one"),
                List.of(
                        "in.json",
                        "{\"a\": /* no */ 1, /* no */ \"b\": \"//\"}",
                        "in.json:1: JSON has no comments; remove this one and 1 more"),
                List.of("in.json", "{\"a\": 1, # no\n}", "in.json:1: not JSON: JSON has no comments"),
                List.of(
                        "in.json",
                        "{\n\"a\":\n{\"b\": [1],\n",
                        "in.json:4: not JSON: the text ends inside the object begun in line 3"),
                List.of(
                        "in.json",
                        "{\"a\":\n[1,\n2",
                        "in.json:3: not JSON: the text ends inside the list begun in line 2"),
                List.of(
                        "in.json",
                        "{\"a\":\n[1,\n2}",
                        "in.json:3: not JSON: \"}\" stands where \"]\" must end the list begun in line 2"),
                List.of(
                        "in.json",
                        "{\"a\": [1,]}",
                        "a value is missing before \"]\"; write it, or remove the comma before"),
                List.of("in.json", "{\"a\": 1,}", "\"}\" follows a comma; remove the comma"),
                List.of("in.json", "{\"a\": 1 \"b\": 2}", "a comma is missing before \""),
                List.of("in.json", "{\"a\" 1}", "a colon is missing between a name and its value"),
                List.of("in.json", "{'a': 1}", "JSON has double quotes only; write \" instead of '"),
                List.of(
                        "in.json",
                        "{\"a\": True}",
                        "True is no value; put text in double quotes, or write true, false or null"),
                List.of("in.json", "{\"a\": 012}", "a number has no zeros at its start; remove them"),
                List.of(
                        "in.json",
                        "{\"a\": 1,\n\"b\": 1e99999999999999999999999}",
                        "in.json:2: not JSON: the exponent of this number is out of range"),
                List.of("in.json", "[-2.5E-4294967296]", "the exponent of this number is out of range"),
                List.of("in.json", "[1e2147483649]", "the exponent of this number is out of range"),
                List.of("in.json", "{\"a\": NaN}", "NaN is no number in JSON"),
                List.of("in.json", "{\"a\": \"b\n\"}", "a text goes on over the end of the line; close its quote"),
                List.of("in.json", "{\"a\": \"\\d\"}", "there is no such escape; write \\\\ for a backslash"),
                List.of(
                        "in.yaml",
                        "a: *b\n",
                        "in.yaml:1: not YAML: * begins an alias, and no anchor &b stands before; quote the text"),
                List.of("in.yaml", "a: 1\nb: **\n", "in.yaml:2: not YAML: * begins an alias; quote the text"),
                List.of("in.yaml", "a: @b\n", "@ cannot begin a value; quote it"),
                List.of(
                        "in.yaml",
                        "a: 1\nb: \"c\nd: e\n",
                        "in.yaml:2: not YAML: the text in quotes begun in line 2 has no closing quote"),
                List.of("in.yaml", "a: 1\nb\nc: 2\n", "in.yaml:2: not YAML: the key has no \":\" after it"),
                List.of(
                        "in.yaml",
                        "a:\n  - b\n  c: 1\n",
                        "in.yaml:3: not YAML: this line does not belong to the list begun in line 2"),
                List.of("in.yaml", "a: 1\nb: [c,\n", "in.yaml:3: not YAML: the text ends where a value is due"),
                List.of("in.yaml", "a: {b: 1\nc: 2\n", "a comma or } is missing in the mapping begun in line 1"),
                List.of("in.yaml", "a: \"\\x", "in.yaml: not YAML: an escape in double quotes is cut off"),
                List.of("in.yaml", "a: \"\\UFFFFFFFF\"", "an escape in double quotes is cut off, or is no character"),
                List.of("in.yaml", "a: |x\n  b\n", "only +, - and a digit may follow | or > in its line"),
                List.of("in.yaml", "a: !<b\n", "! begins a tag; quote the text"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theMessageSaysWhatToWrite(List<String> kind) {
        assertThat(DocumentReader.read(kind.get(0), kind.get(1)).diagnostics())
                .first()
                .satisfies(one -> assertThat(one.text()).contains(kind.get(2)));
    }

    @ParameterizedTest
    @CsvSource({"'a: {{ .Values.b }}', helm template CHART", "'<<<<<<< HEAD\na: 1\n=======', conflict of Git"})
    void aTextInAnotherFormatIsNamed(String text, String name) {
        assertThat(DocumentReader.read("in.yaml", text.replace("\\n", "\n")).diagnostics())
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains(name));
    }
}
