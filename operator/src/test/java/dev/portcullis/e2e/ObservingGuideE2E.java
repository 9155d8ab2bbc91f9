package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide in docs/observing.md, from its first command to its last. */
class ObservingGuideE2E {

    private static final String SECTION = "## From a running pod to an enforced profile in ten minutes\n";
    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```\n", Pattern.DOTALL);

    /** The guide's image, and the one that this node has instead. */
    private static final String PULLED = "debian:stable-slim";

    private static final String LOADED = ObserveE2E.LISTING;

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    @BeforeEach
    void loadTheProgram() throws IOException {
        assumeTrue(installation.node().isPresent(), "the program is in an image for this machine's own node");
        ObserveE2E.loadListing(installation.ownNode(), workspace);
    }

    @AfterEach
    void installTheCurrentChart() {
        installation
                .kubectl("delete", "seccompprofile", "--ignore-not-found", "listing", "listing-more")
                .expectSuccess();
        installation.restore();
    }

    @Test
    void everyCommandOfTheGuideWorks() throws IOException {
        Path directory = Files.createDirectory(workspace.resolve("here"));
        Files.createSymbolicLink(directory.resolve("helm"), Repository.ROOT.resolve("helm"));
        Shell.Result ended = installation
                .script("cd " + directory + "\n" + commands().replace(PULLED, LOADED))
                .expectSuccess();
        System.out.println(ended.output());
        // What was denied is told by name, and then allowed.
        assertThat(ended.output()).contains("readlink").contains("\ntotal ");
        assertThat(Files.readString(directory.resolve("listing-more.yaml"))).contains("readlink");
    }

    private static String commands() throws IOException {
        String guide = Files.readString(Repository.ROOT.resolve("docs/observing.md"));
        int begin = guide.indexOf(SECTION) + SECTION.length();
        Matcher blocks = COMMANDS.matcher(guide.substring(begin, guide.indexOf("\n## ", begin)));
        StringBuilder all = new StringBuilder();
        while (blocks.find()) {
            all.append(blocks.group(1));
        }
        assertThat(all).contains("helm upgrade", "portcullis observe", "kubectl run");
        return all.toString();
    }
}
