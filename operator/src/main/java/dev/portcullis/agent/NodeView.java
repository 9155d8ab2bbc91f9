package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.portcullis.rendition.Rendition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * The kubelet's seccomp directory as the node has it. A container gets its directory by a mount, and a mount follows a link
 * that somebody put in the directory's place: then the agent would own what the link points to. It also stays where it is
 * when the directory is replaced on the node, and the agent would fill one that no kubelet reads.
 *
 * @param root the place where it can be read
 */
record NodeView(Path root) {

    /** Says what is wrong with the directory of this agent; empty too where the agent needs no view. */
    static Optional<String> complaint(AgentSettings settings) throws IOException {
        return settings.nodeView() == null
                ? Optional.empty()
                : new NodeView(settings.nodeView())
                        .complaint(settings.seccompRoot().resolve(Rendition.DIRECTORY));
    }

    /**
     * Says what is wrong with the agent's directory; empty when it is the one that the kubelet reads.
     *
     * @param directory the agent's directory, as it is mounted
     */
    Optional<String> complaint(Path directory) throws IOException {
        Path onNode = root.resolve(Rendition.DIRECTORY);
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(onNode, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.of(directory + " is not there any more on the node; a restart makes it");
        }
        if (found.isSymbolicLink()) {
            return Optional.of(directory + " is a symbolic link on the node, to " + Files.readSymbolicLink(onNode)
                    + "; the agent follows none: replace it by a directory");
        }
        if (!found.isDirectory()) {
            return Optional.of(directory + " is not a directory on the node: move it away");
        }
        Object mounted =
                Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        return Objects.equals(found.fileKey(), mounted)
                ? Optional.empty()
                : Optional.of(directory + " was replaced on the node; a restart takes the new one");
    }
}
