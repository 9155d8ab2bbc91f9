package dev.portcullis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.comparison.CeilingScope;
import dev.portcullis.operator.rendering.CeilingCheck;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.rendition.Content;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Restriction;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservationDocumentsTest {

    private final Renderer renderer = new Renderer(Path.of("/run/listeners"));

    @Test
    void theDocumentTellsTheObserverOfTheObservation() {
        RenderResult everything = rendered(observation(null, "Allow"), Optional.empty());
        String document = Objects.requireNonNull(everything.rendition())
                .file(Content.SECCOMP)
                .orElseThrow()
                .document();
        assertThat(document).contains("SCMP_ACT_NOTIFY", "/run/portcullis/observer.sock", "the-uid", "keyctl");
        assertThat(everything.rendition().path(everything.rendition().files().getFirst()))
                .hasToString("observed/shop.json");
    }

    @Test
    void aProfileThatIsMissingIsWaitedFor() {
        RenderResult missing = rendered(observation("web", "Deny"), Optional.empty());
        assertThat(missing.errors()).extracting(Finding::code).containsExactly(Finding.Code.PROFILE_MISSING);
        assertThat(missing.waitsForOthers()).isTrue();
    }

    @Test
    void lettingEverythingThroughIsAboveAnyCeiling() {
        RenderResult above = rendered(observation(null, "Allow"), Optional.of(new CeilingScope("top", Set.of())));
        assertThat(above.errors()).extracting(Finding::code).containsExactly(Finding.Code.ABOVE_CEILING);
        assertThat(above.errors().getFirst().message()).contains("observed/shop", "--ceiling-exempt");
        assertThat(rendered(observation(null, "Allow"), Optional.of(new CeilingScope("top", Set.of("observed/shop"))))
                        .isRefused())
                .isFalse();
    }

    private RenderResult rendered(ProfileObservation observation, Optional<CeilingScope> ceiling) {
        ProfileGraph profiles = new ProfileGraph();
        return new ObservationDocuments(renderer, profiles, new CeilingCheck(ceiling, renderer, profiles))
                .render(observation, name -> Optional.<SeccompProfile>empty(), Restriction.NONE);
    }

    private static ProfileObservation observation(@Nullable String observed, String response) {
        ProfileObservation observation = new ProfileObservation();
        observation.setMetadata(new ObjectMetaBuilder()
                .withName("shop")
                .withUid("the-uid")
                .withGeneration(1L)
                .build());
        observation.setSpec(new ProfileObservationSpec(observed, response, null, null, null, null, null, null));
        return observation;
    }
}
