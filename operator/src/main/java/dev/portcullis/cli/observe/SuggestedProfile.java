package dev.portcullis.cli.observe;

import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.input.ResultCheck;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.observation.Observations;
import dev.portcullis.observation.Suggestion;
import dev.portcullis.observation.SuggestionBase;
import dev.portcullis.seccomp.NeverNotifies;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.RuntimeChoice;
import dev.portcullis.wording.NameList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The profile that an observation suggests.
 *
 * @param name its name
 * @param annotations what was seen, and where
 * @param suggestion its spec
 * @param findings what {@code validate} finds in it
 */
record SuggestedProfile(
        String name, Map<String, String> annotations, Suggestion suggestion, List<Diagnostic> findings) {

    /** Neither the check nor what is allowed depends on the directory of listeners: a suggestion has none. */
    private static final Path ANY_DIRECTORY = Path.of("/");

    private static final String PREFIX = "portcullis.dev/observed-";
    private static final int MOST_IMAGES = 32;

    /**
     * Makes it.
     *
     * @param name null for the observation's own
     * @throws ClusterException when the observed profile is not there, or cannot be rendered
     */
    static SuggestedProfile of(
            Recording recording, @Nullable String name, RuntimeChoice runtimes, ConnectedCluster cluster) {
        Renderer renderer = new Renderer(ANY_DIRECTORY, runtimes);
        Map<String, SeccompProfileSpec> bases = new LinkedHashMap<>();
        SuggestionBase base = base(recording.spec(), renderer, cluster, bases);
        Suggestion suggestion = Suggestion.of(
                recording.seen(), base, runtimes, recording.spec().denies() ? Set.of() : NeverNotifies.wholeSyscalls());
        String chosen = name != null ? name : byDefault(recording);
        return new SuggestedProfile(
                chosen,
                annotations(recording, NodeFacts.read(recording.seen().nodes(), cluster)),
                suggestion,
                new ResultCheck(renderer, bases).of(chosen, suggestion.spec()));
    }

    /** A profile cannot be built on itself. */
    private static String byDefault(Recording recording) {
        return recording.name().equals(recording.spec().seccompProfile())
                ? recording.name() + "-observed"
                : recording.name();
    }

    private static @Nullable SuggestionBase base(
            ProfileObservationSpec spec,
            Renderer renderer,
            ConnectedCluster cluster,
            Map<String, SeccompProfileSpec> read) {
        String name = spec.seccompProfile();
        if (name == null || name.isEmpty()) {
            return null;
        }
        SeccompProfileSpec profile = cluster.object(SeccompProfile.class, name).getSpec();
        read.put(name, profile);
        return switch (renderer.read(name, profile, wanted -> spec(wanted, cluster, read), Set.of())) {
            case Reading.Read stack -> SuggestionBase.of(name, profile, stack.stack());
            case Reading.Refused refused ->
                throw new ClusterException("SeccompProfile " + name + " cannot be rendered: "
                        + refused.findings().getFirst());
        };
    }

    private static Optional<SeccompProfileSpec> spec(
            String name, ConnectedCluster cluster, Map<String, SeccompProfileSpec> read) {
        SeccompProfile found = cluster.ask(
                "get seccompprofiles",
                client -> client.resources(SeccompProfile.class).withName(name).get());
        Optional<SeccompProfileSpec> spec = Optional.ofNullable(found).map(SeccompProfile::getSpec);
        spec.ifPresent(one -> read.put(name, one));
        return spec;
    }

    private static Map<String, String> annotations(Recording recording, NodeFacts nodes) {
        Observations seen = recording.seen();
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(PREFIX + "by", "ProfileObservation " + recording.name());
        annotations.put(PREFIX + "calls", RecordingText.extent(seen) + ", " + seen.lost() + " lost");
        put(annotations, "images", nodes.withDigests(seen.images()));
        put(annotations, "kernels", List.copyOf(seen.kernelVersions()));
        put(annotations, "runtimes", List.copyOf(nodes.runtimes()));
        return annotations;
    }

    private static void put(Map<String, String> annotations, String what, List<String> values) {
        if (!values.isEmpty()) {
            annotations.put(PREFIX + what, NameList.of(values, MOST_IMAGES, Objects::toString, ", ", "more"));
        }
    }
}
