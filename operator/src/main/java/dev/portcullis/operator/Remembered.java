package dev.portcullis.operator;

import dev.portcullis.rendition.Subject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What became of each object's spec, in a form that is small whatever the spec is, so that it is read and rendered once for
 * all that it is made from.
 */
final class Remembered<T> {

    private record Entry<T>(String origin, T made) {}

    private final Map<Subject, Entry<T>> entries = new ConcurrentHashMap<>();

    /** What was made from just this. */
    Optional<T> of(Subject object, String origin) {
        return Optional.ofNullable(entries.get(object))
                .filter(entry -> entry.origin.equals(origin))
                .map(Entry::made);
    }

    void put(Subject object, String origin, T made) {
        entries.put(object, new Entry<>(origin, made));
    }

    /** The object is gone. */
    void forget(Subject object) {
        entries.remove(object);
    }

    Stream<T> all() {
        return entries.values().stream().map(Entry::made);
    }
}
