package dev.portcullis.operator;

import dev.portcullis.operator.reconciliation.Delivery;
import dev.portcullis.operator.rendering.LargeSpecQueue;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The renderings of one kind's objects: made when they are needed, and remembered without their documents. */
final class Renderings<T> {

    /** After so long an object comes by itself that nobody has called. */
    static final Duration UNCALLED = Duration.ofSeconds(30);

    private final Kind kind;
    private final RenderingLanes workbench;
    private final LargeSpecQueue turns;
    private final Remembered<T> remembered = new Remembered<>();

    Renderings(Kind kind, RenderingLanes workbench, LargeSpecQueue turns) {
        this.kind = kind;
        this.workbench = workbench;
        this.turns = turns;
    }

    /** Objects whose turn it is are called in this way, by name. */
    void call(Consumer<String> caller) {
        turns.call(kind, subject -> caller.accept(subject.name()));
    }

    /**
     * What became of an object, and how it stands.
     *
     * @param name the object's
     * @param origin stands for everything that it is made from
     * @param standing how something that was made stands; empty when its documents are needed again
     * @param work makes it of whole SeccompProfiles, by name, and hands it over; empty when what is there is not what the
     *     origin stands for, which an event will tell
     * @return empty when it is not known now; the object is called then
     */
    Optional<Handed<T>> of(
            String name,
            String origin,
            Function<T, Optional<Delivery>> standing,
            Function<RenderingLanes.Specs, Optional<Handed<T>>> work) {
        Subject object = new Subject(kind, name);
        return remembered
                .of(object, origin)
                .flatMap(made -> standing.apply(made).map(delivery -> new Handed<>(made, delivery)))
                .or(() -> {
                    Optional<Handed<T>> handed = workbench.work(object, work).flatMap(done -> done);
                    handed.ifPresent(done -> remembered.put(object, origin, done.made()));
                    return handed;
                });
    }

    /** The object is gone. */
    void forget(String name) {
        Subject object = new Subject(kind, name);
        remembered.forget(object);
        workbench.forget(object);
    }

    /** All that is known. */
    Stream<T> all() {
        return remembered.all();
    }
}
