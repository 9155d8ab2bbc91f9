package dev.portcullis.dialect;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;

/**
 * A profile that was read from a file in any dialect.
 *
 * @param file as messages name it
 * @param position where its document begins
 * @param name its {@code metadata.name}; empty if it has none
 * @param spec the profile
 */
public record DialectProfile(String file, Position position, String name, SeccompProfileSpec spec) {

    /** An error about the profile as a whole. */
    public Diagnostic error(Problem problem, String message) {
        return Diagnostic.error(problem, file, position, "", message);
    }
}
