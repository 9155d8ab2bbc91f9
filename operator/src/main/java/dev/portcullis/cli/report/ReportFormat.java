package dev.portcullis.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ObjectReference;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** A format for a report. */
public enum ReportFormat {
    /** A line each, for people and editors. */
    text,
    /** One JSON object. */
    json,
    /** The same in YAML. */
    yaml,
    /** SARIF 2.1.0, for code scanning. */
    sarif,
    /** Workflow commands of GitHub Actions, which annotate the lines of a pull request. */
    github;

    /** The whole report, with a line break at its end. */
    String of(Report report, Ansi ansi) {
        return switch (this) {
            case text -> lines(report, ansi) + report.summary() + "\n";
            case json -> OutputFormat.json(object(report));
            case yaml -> OutputFormat.yaml(object(report));
            case sarif -> OutputFormat.json(SarifReport.of(report));
            case github -> annotations(report);
        };
    }

    /** The diagnostics alone, one a line. */
    static String lines(Report report, Ansi ansi) {
        return report.diagnostics().stream()
                .map(diagnostic -> line(diagnostic, ansi) + "\n")
                .collect(Collectors.joining());
    }

    private static String line(Diagnostic diagnostic, Ansi ansi) {
        boolean error = diagnostic.level() == Diagnostic.Level.ERROR;
        String file = Console.oneLine(diagnostic.file())
                + (diagnostic.position().line() > 0
                        ? ":" + diagnostic.position().line()
                        : "");
        return Paint.STRONG.on(file, ansi) + ": "
                + (error ? Paint.BAD : Paint.WAITING).on(error ? "error" : "warning", ansi) + ": "
                + Console.oneLine(inOneLine(diagnostic.statement()))
                + Paint.FAINT.on(" [" + diagnostic.code() + "]", ansi);
    }

    /** A list of lines, as the excess over a ceiling is, as one line. */
    private static String inOneLine(String text) {
        return text.replace(":\n  ", ": ").replace("\n  ", "; ");
    }

    private static ObjectNode object(Report report) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        report.counts().forEach(object::put);
        object.put("errors", report.count(Diagnostic.Level.ERROR));
        object.put("warnings", report.count(Diagnostic.Level.WARNING));
        object.put("ignored", report.accepted());
        ArrayNode all = object.putArray("findings");
        for (Diagnostic diagnostic : report.diagnostics()) {
            ObjectNode finding = all.addObject();
            finding.put("level", diagnostic.level().name().toLowerCase(Locale.ROOT));
            finding.put("code", diagnostic.code());
            finding.put("file", diagnostic.file());
            if (diagnostic.position().line() > 0) {
                finding.put("line", diagnostic.position().line());
                finding.put("column", diagnostic.position().column());
            }
            ObjectReference about = diagnostic.object();
            if (!about.kind().isEmpty()) {
                ObjectNode reference = finding.putObject("object").put("kind", about.kind());
                if (!about.namespace().isEmpty()) {
                    reference.put("namespace", about.namespace());
                }
                reference.put("name", about.name());
            }
            if (!diagnostic.containers().isEmpty()) {
                diagnostic.containers().forEach(finding.putArray("containers")::add);
            }
            if (!diagnostic.location().isEmpty()) {
                finding.put("location", diagnostic.location());
            }
            finding.put("message", diagnostic.message());
        }
        return object;
    }

    /** Escapes as the runner unescapes (actions/toolkit, packages/core/src/command.ts). */
    private static String annotations(Report report) {
        StringBuilder text = new StringBuilder();
        for (Diagnostic diagnostic : report.diagnostics()) {
            text.append(diagnostic.level() == Diagnostic.Level.ERROR ? "::error" : "::warning");
            text.append(" file=").append(property(RepositoryPath.of(diagnostic.file())));
            if (diagnostic.position().line() > 0) {
                text.append(",line=").append(diagnostic.position().line());
                text.append(",col=").append(diagnostic.position().column());
            }
            text.append(",title=").append(property(diagnostic.code())).append("::");
            text.append(data(diagnostic.statement())).append('\n');
        }
        return Console.lines(text.append(data(report.summary())).append('\n').toString());
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
