package dev.portcullis.telemetry;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the running program, from its jar's manifest. */
public final class Version implements IVersionProvider {

    /** The version, for example {@code 0.1.0}; {@code dev} when classes run outside of their jar. */
    public static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "dev");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"portcullis " + current()};
    }
}
