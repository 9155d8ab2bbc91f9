package dev.portcullis.cli.report;

/** How diagnostics are written. */
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
}
