package dev.portcullis.operator.rendering;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.comparison.Ceiling;
import dev.portcullis.comparison.CeilingScope;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Limit;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.SpecSize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds objects to the cluster's ceiling, if it has one. */
public final class CeilingCheck {

    /** A ceiling is read for each set of capabilities that policies give; most clusters have a few. */
    private static final int KEPT = 16;

    private final Optional<CeilingScope> scope;
    private final Renderer renderer;
    private final ProfileGraph profiles;
    private final Map<Set<Capability>, Limit> kept = new LinkedHashMap<>();
    private String keptOrigin = "";

    /**
     * A check of the objects that a ceiling is for.
     *
     * @param renderer reads the ceiling
     */
    public CeilingCheck(Optional<CeilingScope> scope, Renderer renderer, ProfileGraph profiles) {
        this.scope = scope;
        this.renderer = renderer;
        this.profiles = profiles;
    }

    /** Returns whether every object must be judged again after a change of these profiles. */
    public boolean isChangedBy(Set<String> changed) {
        return scope.filter(one -> changed.contains(one.ceiling())).isPresent();
    }

    /** Returns whether there is a ceiling and the object is held to it. */
    public boolean holds(Subject object) {
        return held(object).isPresent();
    }

    /** Identifies everything that an object's result is made from, with the ceiling, where it is held to that. */
    public String origin(Subject object, String own) {
        return held(object)
                .map(one -> own + " below " + profiles.origin(one.ceiling()))
                .orElse(own);
    }

    /**
     * The limit for an object.
     *
     * @param specs the source of whole profiles
     */
    public Limit limit(Subject object, Bases specs) {
        return held(object)
                .<Limit>map(one -> (stack, target) ->
                        ceiling(one.ceiling(), specs, target.capabilities()).findings(stack, target))
                .orElse(Limit.NONE);
    }

    private Optional<CeilingScope> held(Subject object) {
        return scope.filter(one -> switch (object.kind()) {
            case SECCOMP_PROFILE -> one.holdsProfile(object.name());
            case CAPABILITY_POLICY -> one.holdsPolicy(object.name());
            // Its file goes to pods that would have the runtime's default, or no filter at all.
            case SYSCALL_BLOCK -> false;
            case PROFILE_OBSERVATION -> one.holdsObservation(object.name());
        });
    }

    private Limit ceiling(String name, Bases specs, Set<Capability> capabilities) {
        String origin = profiles.origin(name);
        Limit known = kept(origin, capabilities);
        if (known != null) {
            return known;
        }
        Measured measured = new Measured(specs);
        Limit read = Ceiling.read(name, measured, renderer, capabilities);
        // Whoever has a large ceiling judges with it one object after the other.
        if (measured.bytes <= RenderingLanes.SMALL) {
            keep(origin, capabilities, read);
        }
        return read;
    }

    private synchronized @Nullable Limit kept(String origin, Set<Capability> capabilities) {
        return origin.equals(keptOrigin) ? kept.get(capabilities) : null;
    }

    private synchronized void keep(String origin, Set<Capability> capabilities, Limit read) {
        if (!origin.equals(keptOrigin) || kept.size() >= KEPT) {
            kept.clear();
            keptOrigin = origin;
        }
        kept.put(capabilities, read);
    }

    /** Counts the bytes of the profiles that are read. */
    private static final class Measured implements Bases {

        private final Bases specs;
        private long bytes;

        Measured(Bases specs) {
            this.specs = specs;
        }

        @Override
        public Optional<SeccompProfileSpec> spec(String name) {
            Optional<SeccompProfileSpec> spec = specs.spec(name);
            spec.map(SpecSize::of).map(SpecSize::bytes).ifPresent(more -> bytes += more);
            return spec;
        }
    }
}
