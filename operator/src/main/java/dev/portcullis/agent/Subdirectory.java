package dev.portcullis.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory in the agent's own, for the files of policies or of blocks. The entry of its name is looked at before every
 * use, so that a directory that was moved away is left alone, and a link is never followed. Not for use by several
 * threads.
 */
final class Subdirectory implements AutoCloseable {

    private final Path name;
    private @Nullable OpenDirectory opened;

    Subdirectory(String name) {
        this.name = Path.of(name);
    }

    /** The directory that is in place now, if there is one. */
    Optional<OpenDirectory> inPlace(OpenDirectory parent) throws IOException {
        Optional<PosixFileAttributes> found = parent.find(name).filter(PosixFileAttributes::isDirectory);
        if (opened != null && (found.isEmpty() || !opened.is(found.get()))) {
            close();
        }
        if (opened == null && found.isPresent()) {
            opened = parent.subdirectory(name);
        }
        return Optional.ofNullable(opened);
    }

    /** Gives it the owner and the mode that it should have, as far as the agent may; nothing to do where there is none. */
    DirectoryRights restoreRights(OpenDirectory parent) throws IOException {
        return inPlace(parent).map(OpenDirectory::restoreRights).orElse(DirectoryRights.RIGHT);
    }

    /** Clears its place of anything but a directory; true when something was there. */
    boolean clear(OpenDirectory parent) throws IOException {
        return parent.clearForDirectory(name);
    }

    /**
     * The directory, made when it is not in place.
     *
     * @param path the path of {@code parent}
     */
    OpenDirectory made(OpenDirectory parent, Path path) throws IOException {
        clear(parent);
        Optional<OpenDirectory> found = inPlace(parent);
        if (found.isPresent()) {
            found.get().restoreRights();
            return found.get();
        }
        // Java makes no directory relative to an open one: by its path then, which must lead there before and after.
        if (!parent.isAt(path)) {
            throw new IOException(path + " was replaced; files are written when the new one is opened");
        }
        Files.createDirectory(path.resolve(name));
        parent.markChanged();
        OpenDirectory made = inPlace(parent)
                .orElseThrow(() -> new IOException(path + " was replaced while " + name + " was made in it"));
        // Not as a creation attribute, which the umask would cut.
        made.restoreRights();
        return made;
    }

    /** Makes all changes to the directory used last survive a power cut. */
    void sync() throws IOException {
        if (opened != null) {
            opened.sync();
        }
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            OpenDirectory closing = opened;
            opened = null;
            closing.close();
        }
    }
}
