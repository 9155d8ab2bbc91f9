package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.Optional;

/** Where the profiles are that others are built on. */
@FunctionalInterface
public interface Bases {

    /** There are none. */
    Bases NONE = name -> Optional.empty();

    /** The spec of the profile of this name, when there is one. */
    Optional<SeccompProfileSpec> spec(String name);
}
