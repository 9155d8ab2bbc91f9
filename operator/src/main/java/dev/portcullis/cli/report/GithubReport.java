package dev.portcullis.cli.report;

import dev.portcullis.manifest.Diagnostic;

/**
 * Diagnostics as workflow commands of GitHub Actions. What may not stand in them is escaped as the runner reads it
 * (actions/toolkit, packages/core/src/command.ts).
 */
final class GithubReport {

    private GithubReport() {}

    static String of(Tally summary) {
        StringBuilder report = new StringBuilder();
        for (Diagnostic diagnostic : summary.diagnostics()) {
            report.append(diagnostic.level() == Diagnostic.Level.ERROR ? "::error" : "::warning");
            report.append(" file=").append(property(diagnostic.file()));
            if (diagnostic.place().line() > 0) {
                report.append(",line=").append(diagnostic.place().line());
                report.append(",col=").append(diagnostic.place().column());
            }
            report.append(",title=").append(property(diagnostic.code())).append("::");
            String location = diagnostic.location().isEmpty() ? "" : diagnostic.location() + ": ";
            report.append(data(location + diagnostic.message())).append('\n');
        }
        return report.append(data(summary.line())).append('\n').toString();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
