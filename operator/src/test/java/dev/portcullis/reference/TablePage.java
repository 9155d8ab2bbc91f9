package dev.portcullis.reference;

import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Findings, and the reasons of conditions, failures and Events, with what to do. */
final class TablePage {

    /** A line for each: where, what it is said of, the reason, its meaning, what to do. */
    private static final Path REASONS = Path.of("src/test/resources/reference/reasons.tsv");

    private static final Path FINDINGS =
            Repository.ROOT.resolve("operator/src/main/resources/dev/portcullis/cli/report/findings.tsv");

    /**
     * A reason.
     *
     * @param heading the part of the page, such as {@code Ready}
     * @param status the condition's, or an Event's type
     * @param word as it is written
     * @param meaning for a person
     * @param remedy what to do; {@code -} for nothing
     */
    record Reason(String heading, String status, String word, String meaning, String remedy) {}

    /** Stands for every code of a finding, or for every reason above. */
    static final String ANY = "*";

    private TablePage() {}

    static List<Reason> reasons() throws IOException {
        return Files.readAllLines(REASONS).stream()
                .map(line -> line.split("\t", -1))
                .map(cells -> new Reason(cells[0], cells[1], cells[2], cells[3], cells[4]))
                .toList();
    }

    static String conditions() throws IOException {
        Markdown page = new Markdown()
                .heading(1, "Conditions, reasons and Events")
                .paragraph(
                        "What status, nodes and Events say, and what to do about it. The message beside a reason names"
                                + " the place: the field, the nodes, the pods. `kubectl portcullis why` and `doctor` lead"
                                + " there too.");
        List<Reason> all = reasons();
        for (String heading : all.stream().map(Reason::heading).distinct().toList()) {
            page.heading(2, heading);
            page.table(
                    List.of("status", "reason", "meaning", "what to do"),
                    all.stream()
                            .filter(reason -> reason.heading().equals(heading))
                            .map(reason -> List.of(
                                    reason.status(),
                                    reason.word().equals(ANY) ? "any" : Markdown.code(reason.word()),
                                    reason.meaning(),
                                    reason.remedy()))
                            .toList());
        }
        return page.toString();
    }

    static String findings() throws IOException {
        return new Markdown()
                .heading(1, "Findings")
                .paragraph("What is wrong with a profile, a policy, a block or a workload: the codes of `portcullis"
                        + " validate` and `check`, and of rules in SARIF. Those that the operator finds too are"
                        + " the reasons of `Rendered` and `Ready`; [errors and warnings](../profiles.md#findings)"
                        + " says which keep a file from the nodes.")
                .table(
                        List.of("code", "meaning", "what to do"),
                        Files.readAllLines(FINDINGS).stream()
                                .map(line -> line.split("\t", -1))
                                .map(cells -> List.of(Markdown.code(cells[0]), cells[1], cells[2]))
                                .toList())
                .toString();
    }
}
