package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/incidents.md names nothing that is not there. */
class IncidentsTableTest {

    private static final Path DOCS = Repository.ROOT.resolve("docs");
    private static final Pattern METRIC = Pattern.compile("`(portcullis_\\w+)");
    private static final Pattern ALERT = Pattern.compile("\\[`(Portcullis\\w+)`]\\(runbooks/(Portcullis\\w+)\\.md\\)");
    private static final Pattern CODE = Pattern.compile("`([A-Z]\\w+)`");

    @Test
    void everyIncidentHasItsCells() throws IOException {
        List<String[]> rows = rows();
        assertThat(rows).hasSize(12);
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(6));
    }

    @Test
    void everyMetricAlertAndCodeIsDocumentedInItsOwnPlace() throws IOException {
        String metrics = Files.readString(DOCS.resolve("reference/metrics.md"));
        String commands = Files.readString(DOCS.resolve("kubectl-plugin.md"));
        for (String[] row : rows()) {
            assertThat(found(METRIC, row[3])).as(row[0]).allSatisfy(metric -> assertThat(metrics)
                    .contains(metric));
            assertThat(found(ALERT, row[4])).as(row[0]).isNotEmpty().allSatisfy(alert -> assertThat(
                            DOCS.resolve("runbooks/" + alert + ".md"))
                    .exists());
            assertThat(found(CODE, row[5])).as(row[0]).isNotEmpty().allSatisfy(code -> assertThat(commands)
                    .contains("`" + code + "`"));
        }
    }

    private static List<String> found(Pattern pattern, String cell) {
        return pattern.matcher(cell).results().map(one -> one.group(1)).toList();
    }

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(DOCS.resolve("incidents.md")).stream()
                .filter(line -> line.startsWith("| ["))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .toList();
    }
}
