package dev.portcullis.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.telemetry.Version;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** Diagnostics in SARIF 2.1.0 (OASIS), with what GitHub's code scanning needs to show them. */
final class SarifReport {

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    static ObjectNode of(Report report) {
        ObjectNode log = JsonNodeFactory.instance.objectNode();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "portcullis");
        driver.put("version", Version.current());
        List<String> codes = report.diagnostics().stream()
                .map(Diagnostic::code)
                .distinct()
                .sorted()
                .toList();
        rules(driver.putArray("rules"), codes);
        ArrayNode results = run.putArray("results");
        report.diagnostics().forEach(diagnostic -> result(results.addObject(), diagnostic, codes));
        return log;
    }

    private static void rules(ArrayNode rules, List<String> codes) {
        for (String code : codes) {
            FindingCatalogue.Entry words = FindingCatalogue.of(code).orElseThrow();
            ObjectNode rule = rules.addObject();
            rule.put("id", code);
            rule.put("name", code);
            rule.putObject("shortDescription").put("text", words.meaning());
            rule.putObject("fullDescription").put("text", words.meaning() + " " + words.advice());
            rule.putObject("help")
                    .put(
                            "text",
                            words.advice() + "\n\nTo accept it: --ignore " + code
                                    + ", or in YAML the comment \"# portcullis: ignore " + code
                                    + "\" in its line or above it.");
        }
    }

    private static void result(ObjectNode result, Diagnostic diagnostic, List<String> codes) {
        result.put("ruleId", diagnostic.code());
        result.put("ruleIndex", codes.indexOf(diagnostic.code()));
        result.put("level", diagnostic.level().name().toLowerCase(Locale.ROOT));
        result.putObject("message").put("text", diagnostic.statement());
        ObjectNode place = result.putArray("locations").addObject();
        ObjectNode physical = place.putObject("physicalLocation");
        physical.putObject("artifactLocation").put("uri", uri(RepositoryPath.of(diagnostic.file())));
        // Lines begin at 1, even for a finding about the whole file.
        ObjectNode region = physical.putObject("region")
                .put("startLine", Math.max(1, diagnostic.position().line()));
        if (diagnostic.position().column() > 0) {
            region.put("startColumn", diagnostic.position().column());
        }
        logicalLocations(place, diagnostic);
    }

    /** The object, and the field in it. */
    private static void logicalLocations(ObjectNode place, Diagnostic diagnostic) {
        String object = diagnostic.object().text();
        ArrayNode locations = JsonNodeFactory.instance.arrayNode();
        if (!object.isEmpty()) {
            locations.addObject().put("fullyQualifiedName", object).put("kind", "resource");
        }
        if (!diagnostic.location().isEmpty()) {
            locations.addObject().put("fullyQualifiedName", diagnostic.location());
        }
        if (!locations.isEmpty()) {
            place.set("logicalLocations", locations);
        }
    }

    private static String uri(String file) {
        // Text before a colon would be a scheme.
        String path = file.contains(":") && !file.startsWith("/") ? "./" + file : file;
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("every path is the path of some URI", e);
        }
    }
}
