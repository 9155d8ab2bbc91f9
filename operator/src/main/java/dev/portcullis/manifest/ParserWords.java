package dev.portcullis.manifest;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The plain words for what the parsers of JSON and YAML find wrong: what it means, and what to write instead. A message
 * that is not known here is never shown, because it would speak of the parser instead of the text.
 *
 * @param meanings from what a parser says to what that means; $1 is the first group, BEGUN the part that is open
 * @param otherwise the meaning of anything else
 */
record ParserWords(List<Meaning> meanings, String otherwise) {

    private record Meaning(Pattern said, String meant) {}

    private static Meaning meaning(String said, String meant) {
        return new Meaning(Pattern.compile(said, Pattern.DOTALL), meant);
    }

    /** The words for jackson-core (ParserMinimalBase, ReaderBasedJsonParser, StreamReadConstraints) and JsonReader. */
    static final ParserWords JSON = new ParserWords(
            List.of(
                    meaning(
                            "non-standard\\) comment|Unexpected character \\('#'",
                            "JSON has no comments; remove this one"),
                    meaning("Unexpected end-of-input|end of input", "the text ends inside BEGUN"),
                    meaning(
                            "Unexpected close marker '(.)': expected '(.)'",
                            "\"$1\" stands where \"$2\" must end BEGUN"),
                    meaning("Unexpected close marker '(.)'", "\"$1\" ends nothing that was begun; remove it"),
                    meaning("Unexpected character \\(','.*expected a.*value", "a value is missing before this comma"),
                    meaning(
                            "Unexpected character \\('([}\\]])'.*expected a.*value",
                            "a value is missing before \"$1\"; write it, or remove the comma before"),
                    meaning(
                            "Unexpected character \\('}'.*to start (?:field|property|Object)",
                            "\"}\" follows a comma; remove the comma"),
                    meaning("Unexpected character \\('''", "JSON has double quotes only; write \" instead of '"),
                    meaning(
                            "Unexpected character \\('(.)'.*to start (?:field|property|Object)",
                            "a name in double quotes is due here, not $1"),
                    meaning("Unexpected character \\('(.)'.*expecting comma", "a comma is missing before $1"),
                    meaning("expecting comma", "a comma is missing here"),
                    meaning("colon to separate", "a colon is missing between a name and its value"),
                    meaning(
                            "Unrecognized token '(\\w{1,40})'",
                            "$1 is no value; put text in double quotes, or write true, false or null"),
                    meaning("Unrecognized token", "this is no value; put text in double quotes"),
                    meaning("Illegal unquoted character", "a text goes on over the end of the line; close its quote"),
                    meaning("character escape", "there is no such escape; write \\\\ for a backslash"),
                    meaning("hex-digit", "\\u needs four hexadecimal digits"),
                    meaning("Illegal character", "a control character stands here; remove it"),
                    meaning("Non-standard token '([\\w+-]{1,20})'", "$1 is no number in JSON"),
                    meaning("Leading zeroes", "a number has no zeros at its start; remove them"),
                    meaning("exponent out of range", "the exponent of this number is out of range"),
                    meaning("[Nn]umeric value|[Dd]ecimal point|[Ee]xponent|number", "this is no number in JSON"),
                    meaning("nesting depth", "it is nested more than " + YamlReader.MAX_DEPTH + " levels deep"),
                    meaning("exceeds the maximum", "a name, number or text is too long"),
                    meaning("root-level", "something follows the end of the value; remove it"),
                    meaning("Unexpected character \\('([^\\p{Cntrl}])'", "$1 is not expected here")),
            "this is not expected here");

    /** The words for SnakeYAML (ScannerImpl, ParserImpl, Composer): context, a colon, problem. */
    static final ParserWords YAML = new ParserWords(
            List.of(
                    meaning("\\(TAB\\)", "a tab; indent with spaces"),
                    meaning(
                            "mapping values are not allowed",
                            "a second \":\" in one line, or an indentation that does not fit the line above"),
                    meaning(
                            "found undefined alias (\\S{1,40})",
                            "* begins an alias, and no anchor &$1 stands before; quote the text if it is none"),
                    meaning("scanning an alias", "* begins an alias; quote the text"),
                    meaning("scanning an anchor", "& begins an anchor; quote the text"),
                    meaning(
                            "found character '(.)' that cannot start|found character '(.)'",
                            "$1 cannot begin a value; quote it"),
                    meaning(
                            "could not find expected ':'",
                            "the key has no \":\" after it, or the line is indented wrongly"),
                    meaning(
                            "quoted scalar:.*(?:end of stream|document separator)",
                            "the text in BEGUN has no closing quote"),
                    meaning(
                            "quoted scalar",
                            "there is no such escape in double quotes; write \\\\, or use single quotes"),
                    meaning("block scalar", "only +, - and a digit may follow | or > in its line; quote the text"),
                    meaning(
                            "directive|(?:incompatible YAML|document \\(version)",
                            "% begins a directive of YAML; quote the text"),
                    meaning("scanning a tag|tag handle|URI", "! begins a tag; quote the text"),
                    meaning(
                            "sequence entries are not allowed|block sequence entries",
                            "no item can begin with \"- \" here; check the indentation"),
                    meaning("mapping keys are not allowed", "? begins a key; quote the text"),
                    meaning("block mapping:.*", "this line does not belong to BEGUN; check its indentation"),
                    meaning("block collection:.*", "this line does not belong to BEGUN; check its indentation"),
                    meaning("flow (?:sequence|mapping):.*<stream end>", "the text ends inside BEGUN"),
                    meaning("flow sequence:.*", "a comma or ] is missing in BEGUN"),
                    meaning("flow mapping:.*", "a comma or } is missing in BEGUN"),
                    meaning("expected the node content.*<stream end>", "the text ends where a value is due"),
                    meaning("expected the node content", "a value is missing here"),
                    meaning(
                            "<document start>",
                            "the document has ended already; check the indentation, or begin another with ---"),
                    meaning("[Nn]esting [Dd]epth", "it is nested more than " + YamlReader.MAX_DEPTH + " levels deep")),
            "this is not expected here");

    /**
     * The meaning of a message.
     *
     * @param begun the part that is open, with the line in which it begins
     */
    String of(String said, String begun) {
        for (Meaning one : meanings) {
            Matcher matcher = one.said.matcher(said);
            if (matcher.find()) {
                String meant = one.meant.replace("BEGUN", begun);
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    String text = matcher.group(group);
                    meant = text == null ? meant : meant.replace("$" + group, text);
                }
                return meant.replace("$1", "this");
            }
        }
        return otherwise;
    }
}
