package dev.portcullis.operator.rendering;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.rendition.Digest;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The SeccompProfiles and their bases, for all who refer to them, without their rules. */
public final class ProfileGraph {

    private final CompletableFuture<Cache<SeccompProfile>> cache = new CompletableFuture<>();
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();

    /** Sets the cache that now has all profiles. */
    public void read(Cache<SeccompProfile> profiles) {
        cache.complete(profiles);
    }

    /** Waits until all profiles are read, so that none seems to be missing; then tells of each change. */
    public void listen(Consumer<Set<String>> listener) {
        cache.join();
        listeners.add(listener);
    }

    /** Takes note that these profiles or their bases were changed, created or deleted. */
    public void changed(Set<String> names) {
        listeners.forEach(listener -> listener.accept(names));
    }

    /** The profile of this name, without its rules. */
    public Optional<SeccompProfile> find(String name) {
        return cache.join().get(new ResourceID(name));
    }

    /**
     * Identifies everything that this profile is rendered from: changes when it or any profile below it is changed,
     * created or deleted.
     */
    public String origin(String name) {
        StringBuilder origin = new StringBuilder();
        Set<String> seen = new HashSet<>(Set.of(name));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String next = open.remove();
            Optional<SeccompProfile> profile = find(next);
            origin.append(next).append(profile.map(ProfileGraph::version).orElse(" is missing"));
            profile.stream()
                    .flatMap(found -> bases(found).stream())
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return Digest.sha256(origin.toString());
    }

    /** The profile's own bases. */
    public static List<String> bases(SeccompProfile profile) {
        return Objects.requireNonNullElse(profile.getSpec().baseProfiles(), List.of());
    }

    private static String version(SeccompProfile profile) {
        return " " + profile.getMetadata().getUid() + "/"
                + profile.getMetadata().getGeneration() + "\n";
    }
}
