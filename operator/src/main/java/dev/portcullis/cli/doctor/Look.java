package dev.portcullis.cli.doctor;

import java.util.Optional;

/** What a look at something gave. */
sealed interface Look<T> {

    /** It could be read. */
    record Read<T>(T found) implements Look<T> {}

    /** It could not, in the API server's words. */
    record Refused<T>(String why) implements Look<T> {}

    /** What was read, if it was. */
    default Optional<T> value() {
        return this instanceof Read<T> read ? Optional.of(read.found()) : Optional.empty();
    }
}
