package dev.portcullis.manifest;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file to read.
 *
 * @param label how messages name it
 * @param path the file; null for standard input
 * @param named whether the command line names it, rather than a folder above it
 */
record Source(String label, @Nullable Path path, boolean named) {

    /** How messages name standard input. */
    static final String STANDARD_INPUT = "stdin";
}
