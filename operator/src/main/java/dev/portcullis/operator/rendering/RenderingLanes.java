package dev.portcullis.operator.rendering;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.operator.client.Allowance;
import dev.portcullis.operator.client.UncachedProfiles;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.Bases;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Where specs are rendered, which takes many times their size of memory: those that are read in a few KiB side by side, as
 * nearly all are, and all others one after the other. So the small ones never wait, however many large ones there are.
 */
public final class RenderingLanes {

    /** Docker's default profile has 14 kB. A thread for each of these fits into a few MiB. */
    static final long SMALL = 48 * 1024;

    /** The profiles that are there, each with its whole spec, by name. */
    @FunctionalInterface
    public interface Specs {

        Optional<SeccompProfile> of(String name);

        /** The same, for the renderer. */
        default Bases bases() {
            return name -> of(name).map(SeccompProfile::getSpec);
        }
    }

    private final Function<Allowance, Specs> reader;
    private final LargeSpecQueue turns;
    private final Set<Subject> large = ConcurrentHashMap.newKeySet();

    public RenderingLanes(UncachedProfiles profiles, LargeSpecQueue turns) {
        this(allowance -> name -> profiles.read(name, allowance), turns);
    }

    /** The same, on profiles from elsewhere. */
    public RenderingLanes(Function<Allowance, Specs> reader, LargeSpecQueue turns) {
        this.reader = reader;
        this.turns = turns;
    }

    /**
     * Does this work, which is given whole SeccompProfiles by name and may be begun anew when they turn out to be large.
     *
     * @return what came of it; empty when it is not the object's turn, which is called then
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
            // How much can come together is the renderer's to say (SpecSize): it reads one profile after the other.
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

    /** The object is gone. */
    public void forget(Subject object) {
        large.remove(object);
        turns.forget(object);
    }
}
