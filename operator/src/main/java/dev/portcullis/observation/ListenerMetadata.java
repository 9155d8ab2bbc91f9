package dev.portcullis.observation;

import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Verdict;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that an observer must know to answer a container's calls and to count them: the {@code listenerMetadata} of an observed
 * document. The runtime sends it with each notification descriptor, so that each container is answered by the very
 * document under which it runs.
 *
 * @param observation the name of the ProfileObservation
 * @param uid its uid
 * @param generation its generation when the document was rendered
 * @param response what becomes of calls that notify
 * @param profile what the observed profile says of them; null if there is none
 * @param arguments the arguments to tell apart, their indexes by syscall, as written in the spec
 */
public record ListenerMetadata(
        String observation,
        String uid,
        long generation,
        Response response,
        @Nullable ObservedProfile profile,
        SortedMap<String, SortedSet<Integer>> arguments) {

    /** The longest text; a runtime sends it in one message. */
    public static final int MAX_CHARACTERS = 96 * 1024;

    /** What an observer does with calls that notify. */
    public enum Response {
        /** It lets every call run. */
        ALLOW("Allow"),
        /** It lets none run, and returns the errno that the profile gives. */
        DENY("Deny");

        private final String word;

        Response(String word) {
            this.word = word;
        }

        /** Its word in {@code spec.response}. */
        public String word() {
            return word;
        }
    }

    /** Copies what it is given; refuses to deny without a profile that says what. */
    public ListenerMetadata {
        if (response == Response.DENY && profile == null) {
            throw new IllegalArgumentException("Deny needs a profile");
        }
        SortedMap<String, SortedSet<Integer>> copy = new TreeMap<>();
        arguments.forEach(
                (syscall, indexes) -> copy.put(syscall, Collections.unmodifiableSortedSet(new TreeSet<>(indexes))));
        arguments = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * Reads the text that a runtime has sent.
     *
     * @throws MalformedMetadataException if an operator has not written it
     */
    public static ListenerMetadata of(String text) throws MalformedMetadataException {
        return ListenerMetadataReader.read(text);
    }

    /** The text for a document: one line of JSON, the same for equal values. */
    public String text() {
        return ListenerMetadataText.of(this);
    }

    /** The indexes of the arguments of a syscall that are told apart. */
    public Set<Integer> arguments(Architecture architecture, String syscall) {
        Set<Integer> written = arguments.getOrDefault(syscall, Collections.emptySortedSet());
        boolean swapped =
                syscall.equals("clone") && (architecture == Architecture.S390X || architecture == Architecture.S390);
        if (!swapped || written.isEmpty()) {
            return written;
        }
        // There the flags come second (CONFIG_CLONE_BACKWARDS2 in the kernel's kernel/fork.c).
        Set<Integer> there = new TreeSet<>();
        written.forEach(index -> there.add(index < 2 ? 1 - index : index));
        return there;
    }

    /**
     * The answer to a call that notified.
     *
     * @param architecture the one through which it was made
     * @param syscall its name there
     * @param values its six arguments
     */
    public Answer answer(Architecture architecture, String syscall, long... values) {
        if (profile == null) {
            return new Answer(new Verdict(Action.ALLOW, null), true, 0);
        }
        Verdict verdict = profile.verdict(architecture, syscall, values);
        return response == Response.ALLOW
                ? new Answer(verdict, true, 0)
                : new Answer(verdict, false, verdict.action() == Action.ERRNO ? verdict.returned() : profile.errno());
    }

    /**
     * What happens with a call that notified.
     *
     * @param profile what the observed profile says of it
     * @param continues whether it runs
     * @param errno what it returns if not
     */
    public record Answer(Verdict profile, boolean continues, int errno) {

        /** Returns whether it is a denial to tell of: the call is denied, or would be without the observation. */
        public boolean isDenial() {
            return !continues || !profile.action().letsThrough() || profile.action() == Action.TRACE;
        }
    }
}
