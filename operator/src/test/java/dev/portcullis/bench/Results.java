package dev.portcullis.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The rows of a measurement, printed as they come. */
final class Results {

    private final Map<String, Object> rows = new LinkedHashMap<>();

    void row(String what, double value) {
        rows.put(what, value);
        System.out.printf(Locale.ROOT, "%-72s %10.3f%n", what, value);
    }

    /** Other load on the machine changes what is measured. */
    void load(String when) {
        row("load average " + when, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Writes the rows as JSON. */
    void write(Path json) throws IOException {
        Files.createDirectories(json.toAbsolutePath().getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), rows);
        System.out.println("written to " + json);
    }
}
