package dev.portcullis.operator.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When something has to be rendered again, and when not. */
class ProfileGraphTest {

    private final Map<String, SeccompProfile> stored = new HashMap<>();
    private final ProfileGraph profiles = new ProfileGraph();

    ProfileGraphTest() {
        profiles.read(new Stored(stored));
        put("top", "u1", 1, List.of("left", "right"));
        put("left", "u2", 1, List.of("bottom"));
        put("right", "u3", 1, List.of("bottom"));
        put("bottom", "u4", 1, null);
        put("stranger", "u5", 1, null);
    }

    @Test
    void aStatusOrAStrangerChangesNothing() {
        String before = profiles.origin("top");
        Objects.requireNonNull(stored.get("top")).getMetadata().setResourceVersion("99");
        put("stranger", "u5", 2, null);
        assertThat(profiles.origin("top")).isEqualTo(before);
    }

    @Test
    void anyChangeOfABaseChangesTheOrigin() {
        String first = profiles.origin("top");
        put("bottom", "u4", 2, null);
        String edited = profiles.origin("top");
        put("bottom", "u6", 2, null);
        String madeAnew = profiles.origin("top");
        stored.remove("bottom");
        String missing = profiles.origin("top");
        put("left", "u2", 2, null);
        assertThat(List.of(first, edited, madeAnew, missing, profiles.origin("top")))
                .doesNotHaveDuplicates();
        assertThat(profiles.origin("stranger")).isNotEqualTo(profiles.origin("nobody"));
    }

    @Test
    void profilesThatAreBuiltOnEachOtherHaveDifferentOrigins() {
        put("bottom", "u4", 2, List.of("top"));
        assertThat(profiles.origin("bottom")).isNotEqualTo(profiles.origin("top"));
    }

    private void put(String name, String uid, long generation, @Nullable List<String> bases) {
        SeccompProfile profile = new SeccompProfile();
        profile.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withUid(uid)
                .withGeneration(generation)
                .build());
        profile.setSpec(
                new SeccompProfileSpec(bases, "SCMP_ACT_ERRNO", null, null, null, null, null, null, null, null));
        stored.put(name, profile);
    }

    private record Stored(Map<String, SeccompProfile> all) implements Cache<SeccompProfile> {

        @Override
        public Optional<SeccompProfile> get(ResourceID id) {
            return Optional.ofNullable(all.get(id.getName()));
        }

        @Override
        public Stream<ResourceID> keys() {
            return all.keySet().stream().map(ResourceID::new);
        }

        @Override
        public Stream<SeccompProfile> list(Predicate<SeccompProfile> predicate) {
            return all.values().stream().filter(predicate);
        }
    }
}
