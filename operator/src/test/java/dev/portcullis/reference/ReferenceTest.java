package dev.portcullis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages below docs/reference say what the code says. {@code make generate} writes them. */
class ReferenceTest {

    private static final boolean WRITE = "write".equals(System.getProperty("portcullis.golden"));
    private static final Path MAIN = Path.of("src/main/java/dev/portcullis");
    private static final Pattern WORD = Pattern.compile("\"([A-Z][a-z]+[A-Za-z]*)\"");

    /** Words in the sources that are no reasons: names of kinds, fields and values of Kubernetes, steps of our own. */
    private static final Set<String> OTHERS = Set.of("""
            All Any Binding Capabilities Complete Confined Containers CrashLoopBackOff CreateContainerError CronJob
            DaemonSet Deployment Enforced Exposed Failed False InUse Job KeepsToPolicy KeptOnNodes Localhost Lossless
            MutatingAdmissionPolicy Namespace NoStatus Node NodeSync NodeSyncs Nodes Normal NotUnconfined Observer
            Observers Observing Pod Pods Profile ProfileObservation Program Ready Removed ReplicaSet
            ReplicationController Report Reported Restored Revision RunContainerError RunsUnderFile Runtime
            RuntimeDefault Seccomp Stalled StatefulSet Succeeded True Unconfined Unknown ValidatingAdmissionPolicy
            ValidatingAdmissionPolicyBinding Warning WithoutFile Wrote""".split("\\s+"));

    enum Page {
        COMMANDS,
        SETTINGS,
        RESOURCES,
        CONDITIONS,
        FINDINGS;

        private String text() throws IOException {
            return switch (this) {
                case COMMANDS -> CommandPage.commands();
                case SETTINGS -> CommandPage.settings();
                case RESOURCES -> ResourcePage.text();
                case CONDITIONS -> TablePage.conditions();
                case FINDINGS -> TablePage.findings();
            };
        }

        private Path file() {
            return Repository.ROOT.resolve("docs/reference/" + name().toLowerCase(Locale.ROOT) + ".md");
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePageIsWhatTheCodeSays(Page page) throws IOException {
        if (WRITE) {
            Files.createDirectories(page.file().getParent());
            Files.writeString(page.file(), page.text());
        }
        assertThat(Files.readString(page.file()))
                .as("make generate writes docs/reference")
                .isEqualTo(page.text());
    }

    @Test
    void everyReasonHasALine() throws IOException {
        Set<String> told =
                TablePage.reasons().stream().map(TablePage.Reason::word).collect(Collectors.toSet());
        Set<String> untold = new TreeSet<>(words());
        untold.removeAll(told);
        untold.removeAll(OTHERS);
        assertThat(untold)
                .as("reasons need a line in src/test/resources/reference/reasons.tsv; what is none belongs to OTHERS")
                .isEmpty();
    }

    @Test
    void everyLineHasAReason() throws IOException {
        Set<String> known = words();
        known.addAll(Set.of("Deny", "Warn", "Audit"));
        assertThat(TablePage.reasons().stream()
                        .map(reason -> reason.word().replaceFirst("(?<=.)(WaitingForNodes|WithoutFile)$", ""))
                        .filter(word -> !word.equals(TablePage.ANY)))
                .isSubsetOf(known);
    }

    /** The words in quotation marks in those rooms that give reasons. */
    private static Set<String> words() throws IOException {
        Set<String> words = new TreeSet<>();
        for (String room : Set.of("operator", "agent", "usage", "api/FileFailure.java")) {
            try (Stream<Path> files = Files.walk(MAIN.resolve(room))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Matcher word = WORD.matcher(Files.readString(file).replaceAll("(?m)^ *@.*$", ""));
                    while (word.find()) {
                        words.add(word.group(1));
                    }
                }
            }
        }
        return words;
    }
}
