package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.seccomp.Bases;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The SeccompProfiles of the cluster, which are kept in memory once, for all who refer to them. */
final class SeccompProfiles implements Bases {

    private final CompletableFuture<Cache<SeccompProfile>> cache = new CompletableFuture<>();
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();

    /** All profiles are in this cache now. */
    void read(Cache<SeccompProfile> profiles) {
        cache.complete(profiles);
    }

    /** Waits until all profiles are read, so that none is taken for missing before; then tells of each change. */
    void listen(Consumer<Set<String>> listener) {
        cache.join();
        listeners.add(listener);
    }

    /** What these profiles, or what they are built on, say has changed; also when one came or went. */
    void changed(Set<String> names) {
        listeners.forEach(listener -> listener.accept(names));
    }

    @Override
    public Optional<SeccompProfileSpec> spec(String name) {
        return cache.join().get(new ResourceID(name)).map(SeccompProfile::getSpec);
    }
}
