package dev.portcullis.machine;

import java.nio.file.Path;

/** The sources that are tested. */
public final class Repository {

    /** The directory that holds hack/, config/ and helm/. Tests run in the module's own. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The program as it is built. */
    public static final Path EXECUTABLE = ROOT.resolve("operator/target/portcullis/bin/portcullis");

    private Repository() {}
}
