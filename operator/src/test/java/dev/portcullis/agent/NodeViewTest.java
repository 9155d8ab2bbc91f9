package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands where the agent's directory should be, as the node has it. */
class NodeViewTest {

    @TempDir
    Path home;

    private Path onNode;
    private Path mounted;
    private NodeView view;

    @BeforeEach
    void aMountedDirectory() throws IOException {
        onNode = Files.createDirectories(home.resolve("node")).resolve("portcullis");
        mounted = Files.createDirectories(home.resolve("container")).resolve("portcullis");
        view = new NodeView(home.resolve("node"));
    }

    @Test
    void theSameDirectoryIsRight() throws IOException {
        Files.createDirectory(onNode);
        assertThat(view.complaint(onNode)).isEmpty();
    }

    @Test
    void aLinkThatTheMountFollowedIsTold() throws IOException {
        // The container has what the link points to.
        Files.createDirectory(mounted);
        Files.createSymbolicLink(onNode, mounted);
        assertThat(view.complaint(mounted))
                .contains(mounted + " is a symbolic link on the node, to " + mounted
                        + "; the agent follows none: replace it by a directory");
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsTold() throws IOException {
        Files.createDirectory(mounted);
        Files.createFile(onNode);
        assertThat(view.complaint(mounted))
                .hasValueSatisfying(told -> assertThat(told).contains("is not a directory on the node"));
    }

    @Test
    void anotherDirectoryAndNoneAreTold() throws IOException {
        Files.createDirectory(mounted);
        assertThat(view.complaint(mounted))
                .hasValueSatisfying(told -> assertThat(told).contains("is not there any more on the node"));
        Files.createDirectory(onNode);
        assertThat(view.complaint(mounted))
                .contains(mounted + " was replaced on the node; a restart takes the new one");
    }
}
