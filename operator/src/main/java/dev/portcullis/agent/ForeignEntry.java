package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.portcullis.wording.Excerpt;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entry that somebody else put where one of ours belongs. Its contents are not ours to delete, so it gets another name,
 * which the agent never takes for one of its own.
 *
 * @param directory the open directory
 * @param name the bare name
 */
record ForeignEntry(SecureDirectoryStream<Path> directory, Path name) {

    private static final Logger log = LoggerFactory.getLogger(ForeignEntry.class);

    private static final String SUFFIX = ".foreign-";

    /** The limit of entries moved aside for one name, so that nobody fills the disk by putting them there. */
    private static final int MOST = 9;

    private static final int MAX_LENGTH = 255;

    /** Removes a directory that is empty, and moves any other aside. */
    void clearDirectory() throws IOException {
        try {
            directory.deleteDirectory(name);
        } catch (DirectoryNotEmptyException e) {
            moveAside();
        }
    }

    /** Gives it the first free name of {@code NAME.foreign-1} and so on. */
    void moveAside() throws IOException {
        String start = name.toString();
        start = Excerpt.of(start, MAX_LENGTH - SUFFIX.length() - 1) + SUFFIX;
        for (int i = 1; i <= MOST; i++) {
            Path aside = Path.of(start + i);
            if (!exists(aside)) {
                directory.move(name, directory, aside);
                log.atWarn().addKeyValue("name", name).addKeyValue("now", aside).log("Moved aside what is not ours");
                return;
            }
        }
        throw new IOException(name + " is not ours, and " + MOST + " like it were moved aside already: remove " + start
                + "1 and so on");
    }

    private boolean exists(Path aside) throws IOException {
        try {
            directory
                    .getFileAttributeView(aside, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
