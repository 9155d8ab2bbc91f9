package dev.portcullis.operator;

import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.ObservedDocument;
import dev.portcullis.operator.rendering.CeilingCheck;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Renders an observation's document from the observed profile, or from none. */
final class ObservationDocuments {

    private final Renderer renderer;
    private final ProfileGraph profiles;
    private final CeilingCheck ceiling;

    ObservationDocuments(Renderer renderer, ProfileGraph profiles, CeilingCheck ceiling) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.ceiling = ceiling;
    }

    /** Identifies everything that the document is made from. */
    String origin(ProfileObservation observation) {
        String own = observation.getMetadata().getUid() + "/"
                + observation.getMetadata().getGeneration();
        ProfileObservationSpec spec = observation.getSpec();
        String observed = spec.seccompProfile();
        return ceiling.origin(
                Subject.observation(observation.getMetadata().getName()),
                spec.hasSeccompProfile() && observed != null
                        ? ceiling.origin(Subject.profile(observed), own + " " + profiles.origin(observed))
                        : own);
    }

    RenderResult render(ProfileObservation observation, RenderingLanes.Specs specs, Restriction restriction) {
        ProfileObservationSpec spec = observation.getSpec();
        String name = observation.getMetadata().getName();
        if (!spec.denies() && ceiling.holds(Subject.observation(name))) {
            return refused(
                    Finding.Code.ABOVE_CEILING,
                    "spec.response",
                    "response Allow lets every call through, and so more than this cluster's ceiling; write Deny, or name"
                            + " observed/" + name + " in the operator's --ceiling-exempt");
        }
        Renderer restricted = renderer.restrictedBy(restriction);
        ObservedDocument document = document(observation);
        String observed = spec.seccompProfile();
        if (!spec.hasSeccompProfile() || observed == null) {
            return result(observation, document.ofEverything(restricted));
        }
        Optional<SeccompProfile> found = specs.of(observed);
        if (found.isEmpty()) {
            return refused(
                    Finding.Code.PROFILE_MISSING,
                    "spec.seccompProfile",
                    "there is no SeccompProfile " + observed + "; create it, or observe everything without it");
        }
        return result(
                observation,
                document.of(
                        restricted.within(ceiling.limit(Subject.profile(observed), specs.bases())),
                        observed,
                        found.get().getSpec(),
                        specs.bases(),
                        Set.of()));
    }

    private static ObservedDocument document(ProfileObservation observation) {
        SortedMap<String, SortedSet<Integer>> arguments = new TreeMap<>();
        observation.getSpec().argumentsToTell().forEach(argument -> arguments
                .computeIfAbsent(argument.syscall(), syscall -> new TreeSet<>())
                .add(argument.index()));
        return new ObservedDocument(
                observation.getMetadata().getName(),
                observation.getMetadata().getUid(),
                observation.getMetadata().getGeneration(),
                observation.getSpec().denies() ? ListenerMetadata.Response.DENY : ListenerMetadata.Response.ALLOW,
                arguments);
    }

    private static RenderResult result(ProfileObservation observation, Rendering rendering) {
        return switch (rendering) {
            case Rendering.Rendered rendered ->
                RenderResult.ofProfile(
                        Rendition.ofObservation(
                                observation.getMetadata().getName(),
                                observation.getMetadata().getGeneration(),
                                rendered.document(),
                                rendered.variants(),
                                rendered.minKernel()),
                        rendered.warnings(),
                        rendered.syscalls(),
                        rendered.restrictions());
            case Rendering.Refused refused -> RenderResult.refused(refused.findings());
        };
    }

    private static RenderResult refused(Finding.Code code, String location, String message) {
        return RenderResult.refused(List.of(new Finding(code, location, message)));
    }
}
