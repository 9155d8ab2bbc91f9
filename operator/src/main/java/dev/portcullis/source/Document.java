package dev.portcullis.source;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.List;

/**
 * A profile that somebody wrote.
 *
 * @param location where it stands
 * @param name its {@code metadata.name}, or empty where it has none
 * @param spec the profile
 * @param notes what could not be taken over as it was
 */
public record Document(Location location, String name, SeccompProfileSpec spec, List<Note> notes) implements Imported {}
