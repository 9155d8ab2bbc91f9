package dev.portcullis.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.manifest.Diagnostic;
import java.util.List;
import java.util.Locale;

/** Diagnostics for scripts. */
final class JsonReport {

    private JsonReport() {}

    static ObjectNode of(Tally summary) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        summary.counts().forEach(report::put);
        report.put("errors", summary.count(Diagnostic.Level.ERROR));
        report.put("warnings", summary.count(Diagnostic.Level.WARNING));
        report.set("findings", findings(summary.diagnostics()));
        return report;
    }

    /** One object a diagnostic. */
    static ArrayNode findings(List<Diagnostic> diagnostics) {
        ArrayNode findings = JsonNodeFactory.instance.arrayNode();
        for (Diagnostic diagnostic : diagnostics) {
            ObjectNode finding = findings.addObject();
            finding.put("level", diagnostic.level().name().toLowerCase(Locale.ROOT));
            finding.put("code", diagnostic.code());
            finding.put("file", diagnostic.file());
            if (diagnostic.place().line() > 0) {
                finding.put("line", diagnostic.place().line());
                finding.put("column", diagnostic.place().column());
            }
            if (!diagnostic.location().isEmpty()) {
                finding.put("location", diagnostic.location());
            }
            finding.put("message", diagnostic.message());
        }
        return findings;
    }
}
