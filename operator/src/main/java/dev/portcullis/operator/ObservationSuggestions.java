package dev.portcullis.operator;

import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.observation.Observations;
import dev.portcullis.observation.Suggestion;
import dev.portcullis.observation.SuggestionBase;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.NeverNotifies;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.RuntimeChoice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The digests of the profiles that allow what was seen. Only calls that were not seen before, or a change of the observed
 * profile, make another profile; else nothing is computed.
 */
final class ObservationSuggestions {

    private record Known(String origin, String digest) {}

    private final Renderer renderer;
    private final ProfileGraph profiles;
    private final RenderResults results;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    ObservationSuggestions(Renderer renderer, ProfileGraph profiles, RenderResults results) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.results = results;
    }

    /** The digest; the last one while its turn has not come, and empty where the observed profile cannot be read. */
    Optional<String> digest(ProfileObservation observation, Observations seen, @Nullable String before) {
        String uid = observation.getMetadata().getUid();
        String observed = observed(observation);
        String origin = (observed == null ? "" : profiles.origin(observed)) + kinds(seen);
        Known last = known.get(uid);
        if (last != null && last.origin.equals(origin)) {
            return Optional.of(last.digest);
        }
        // What stays denied is no part of what was seen.
        Set<String> unobservable = observation.getSpec().denies() ? Set.of() : NeverNotifies.wholeSyscalls();
        Function<RenderingLanes.Specs, Optional<String>> work = observed == null
                ? specs -> Optional.of(digest(seen, null, unobservable))
                : onto(observed, seen, unobservable);
        Optional<Optional<String>> made =
                results.render(Subject.observation(observation.getMetadata().getName()), work);
        made.flatMap(digest -> digest).ifPresent(digest -> known.put(uid, new Known(origin, digest)));
        return made.orElse(Optional.ofNullable(before));
    }

    /** Forgets an observation that is gone. */
    void forget(String uid) {
        known.remove(uid);
    }

    private Function<RenderingLanes.Specs, Optional<String>> onto(
            String observed, Observations seen, Set<String> unobservable) {
        return specs -> specs.of(observed)
                .map(SeccompProfile::getSpec)
                .flatMap(spec -> renderer.read(observed, spec, specs.bases(), Set.of()) instanceof Reading.Read read
                        ? Optional.of(digest(seen, SuggestionBase.of(observed, spec, read.stack()), unobservable))
                        : Optional.empty());
    }

    private static String digest(Observations seen, @Nullable SuggestionBase base, Set<String> unobservable) {
        return Digest.sha256(
                Suggestion.of(seen, base, RuntimeChoice.all(), unobservable).text());
    }

    private static @Nullable String observed(ProfileObservation observation) {
        return observation.getSpec().hasSeccompProfile() ? observation.getSpec().seccompProfile() : null;
    }

    /** What was seen, without how often and when. */
    private static String kinds(Observations seen) {
        StringBuilder kinds = new StringBuilder();
        for (ObservedSyscall call : seen.syscalls()) {
            kinds.append(call.syscall()).append(call.architecture()).append(call.origin());
            Objects.requireNonNullElse(call.arguments(), List.<ObservedValue>of())
                    .forEach(value ->
                            kinds.append(' ').append(value.index()).append('=').append(value.value()));
            kinds.append(call.moreArguments() == null ? "\n" : "...\n");
        }
        return Digest.sha256(kinds.toString());
    }
}
