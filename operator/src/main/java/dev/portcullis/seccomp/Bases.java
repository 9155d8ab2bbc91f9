package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.Optional;

/** The source of base profiles. */
@FunctionalInterface
public interface Bases {

    /** A source without profiles. */
    Bases NONE = name -> Optional.empty();

    /** The spec of the profile of this name; empty when there is none. */
    Optional<SeccompProfileSpec> spec(String name);
}
