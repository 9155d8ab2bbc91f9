package dev.portcullis.cli.options;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.cli.report.OutputFormat;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option for the format of an answer. */
public final class OutputOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "The output's format: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.text;

    /** Prints an answer in the chosen format, with a line break at the end. */
    public String print(Supplier<String> forPeople, Supplier<? extends JsonNode> forScripts) {
        return format.of(forPeople, forScripts);
    }

    /** The same for an answer whose text is a file, of which every byte counts. */
    public String printFile(Supplier<String> contents, Supplier<? extends JsonNode> forScripts) {
        return format == OutputFormat.text ? contents.get() : print(contents, forScripts);
    }

    /** The same for an answer whose text has colours, and nothing else in it that controls a terminal. */
    public String printPainted(Supplier<String> forPeople, Supplier<? extends JsonNode> forScripts) {
        return printFile(forPeople, forScripts);
    }

    /** Returns whether the answer is for people. */
    public boolean isText() {
        return format == OutputFormat.text;
    }
}
