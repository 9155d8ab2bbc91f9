package dev.portcullis.operator.rendering;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.operator.client.Allowance;
import dev.portcullis.operator.client.WholeProfiles;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.Bases;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Limits the memory of rendering, which takes many times the size of the specs: small ones, as nearly all are, are
 * rendered side by side, large ones one after the other. So no large spec ever delays a small one.
 */
public final class RenderingLanes {

    /** Docker's default profile has 14 kB. Rendering one such spec on each thread fits into a few MiB. */
    static final long SMALL = 48 * 1024;

    /** The existing profiles with their whole specs, by name. */
    @FunctionalInterface
    public interface Specs {

        Optional<SeccompProfile> of(String name);

        /** The same as the bases that the renderer takes. */
        default Bases bases() {
            return name -> of(name).map(SeccompProfile::getSpec);
        }
    }

    private final Function<Allowance, Specs> reader;
    private final LargeSpecQueue turns;
    private final Set<Subject> large = ConcurrentHashMap.newKeySet();

    public RenderingLanes(WholeProfiles profiles, LargeSpecQueue turns) {
        this(allowance -> name -> profiles.read(name, allowance), turns);
    }

    /** The same, on profiles from elsewhere. */
    public RenderingLanes(Function<Allowance, Specs> reader, LargeSpecQueue turns) {
        this.reader = reader;
        this.turns = turns;
    }

    /**
     * Does the work, which gets whole SeccompProfiles by name and may be restarted when they turn out to be large.
     *
     * @return its result; empty when it is not the object's turn, which is then called
     */
    public <T> Optional<T> work(Subject object, Function<Specs, T> work) {
        if (!large.contains(object)) {
            try {
                return Optional.of(work.apply(reader.apply(new Allowance(SMALL))));
            } catch (Allowance.Exceeded e) {
                large.add(object);
            }
        }
        if (!turns.begin(object)) {
            return Optional.empty();
        }
        try {
            // The renderer limits the total (SpecSize): it reads one profile after the other.
            Allowance allowance = new Allowance(Long.MAX_VALUE);
            T made = work.apply(reader.apply(allowance));
            if (allowance.used() <= SMALL) {
                large.remove(object);
            }
            return Optional.of(made);
        } finally {
            turns.end(object);
        }
    }

    /** Forgets an object that is gone. */
    public void forget(Subject object) {
        large.remove(object);
        turns.forget(object);
    }
}
