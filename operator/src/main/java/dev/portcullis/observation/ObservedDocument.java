package dev.portcullis.observation;

import dev.portcullis.api.ArchitectureMapping;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Observing;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The documents under which containers are observed: {@code observed/NAME.json}.
 *
 * @param observation the name of the ProfileObservation
 * @param uid its uid
 * @param generation its generation
 * @param response what becomes of calls that notify
 * @param arguments the arguments to tell apart, their indexes by syscall
 */
public record ObservedDocument(
        String observation,
        String uid,
        long generation,
        ListenerMetadata.Response response,
        SortedMap<String, SortedSet<Integer>> arguments) {

    /** The observer's socket. */
    public static final String LISTENER_PATH = "/run/portcullis/observer.sock";

    /**
     * Renders the documents of an observed profile.
     *
     * @param renderer with the restrictions that hold for the profile
     * @param profile the profile's name
     * @param capabilities the bounding set of the containers
     */
    public Rendering of(
            Renderer renderer, String profile, SeccompProfileSpec spec, Bases bases, Set<Capability> capabilities) {
        return rendered(
                metadata -> renderer.observing(
                                new Observing(response == ListenerMetadata.Response.ALLOW, LISTENER_PATH, metadata))
                        .render(profile, spec, bases, capabilities),
                true);
    }

    /**
     * Renders the documents under which everything is observed. Numbers that a node's libseccomp does not know are answered
     * with ENOSYS, as by a kernel that does not know them.
     */
    public Rendering ofEverything(Renderer renderer) {
        return rendered(
                metadata -> renderer.observing(new Observing(true, LISTENER_PATH, metadata))
                        .render(observation, nothing(), Bases.NONE, Set.of()),
                false);
    }

    private Rendering rendered(Function<Observing.Metadata, Rendering> rendering, boolean ofProfile) {
        List<String> texts = new ArrayList<>();
        Rendering rendered = rendering.apply((byDefault, newest, rules) -> {
            texts.add(text(ofProfile ? new ObservedProfile(byDefault, newest, rules) : null));
            return texts.getLast();
        });
        return texts.stream().allMatch(text -> text.length() <= ListenerMetadata.MAX_CHARACTERS)
                ? rendered
                : new Rendering.Refused(List.of(new Finding(
                        Finding.Code.DOCUMENT_TOO_LARGE,
                        "spec.seccompProfile",
                        "what the observer must know of the profile has over " + ListenerMetadata.MAX_CHARACTERS
                                + " characters, which a runtime sends in one message; observe a profile with fewer"
                                + " conditions")));
    }

    /** A profile that denies everything, on every node and through every architecture that its kernel runs. */
    private static SeccompProfileSpec nothing() {
        List<ArchitectureMapping> architectures = Arrays.stream(Architecture.values())
                .filter(Architecture::isOfNodes)
                .map(node -> new ArchitectureMapping(
                        node.ociName(),
                        node.subArchitectures().stream()
                                .map(Architecture::ociName)
                                .toList()))
                .toList();
        return new SeccompProfileSpec(
                null, Action.ERRNO.ociName(), Errno.ENOSYS, null, null, architectures, null, null, null, null);
    }

    private String text(@Nullable ObservedProfile profile) {
        return new ListenerMetadata(observation, uid, generation, response, profile, arguments).text();
    }
}
