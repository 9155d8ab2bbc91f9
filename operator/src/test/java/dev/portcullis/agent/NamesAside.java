package dev.portcullis.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The names under which an agent puts away what is in its way. */
final class NamesAside {

    private NamesAside() {}

    /** Takes all of them, so that what is in the way of this file stays there. */
    static void fill(Path file) throws IOException {
        for (int i = 1; i <= 9; i++) {
            Files.createFile(file.resolveSibling(file.getFileName() + ".foreign-" + i));
        }
    }
}
