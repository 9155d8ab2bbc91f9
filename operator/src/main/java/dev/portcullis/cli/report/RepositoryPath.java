package dev.portcullis.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;

/** The path of a file in its Git repository: code scanning and annotations know files by nothing else. */
final class RepositoryPath {

    private RepositoryPath() {}

    /** The path below the repository's root; unchanged for a file in no repository, and for standard input. */
    static String of(String file) {
        Path path = Path.of(file).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            return file;
        }
        for (Path folder = path.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return folder.relativize(path).toString();
            }
        }
        return file;
    }
}
