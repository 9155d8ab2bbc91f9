package dev.portcullis.rendition;

import dev.portcullis.api.KernelVersion;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rendered files of one object, as they go from the operator to the agents.
 *
 * @param kind what was rendered
 * @param name the object's name
 * @param generation the generation of the object's spec that was rendered
 * @param files one for each content that the object has, in the order of {@link Content}
 * @param nodes the nodes that get them
 */
public record Rendition(Kind kind, String name, long generation, List<RenderedFile> files, NodeSelector nodes) {

    /** The agent's directory below the kubelet's seccomp root; pods write it before the file's name. */
    public static final String DIRECTORY = "portcullis";

    /** Refuses content that the kind does not have, content twice, and a missing mandatory file. */
    public Rendition {
        files = files.stream()
                .sorted(Comparator.comparing(RenderedFile::content))
                .toList();
        Set<Content> seen = EnumSet.noneOf(Content.class);
        for (RenderedFile file : files) {
            if (!kind.contents().contains(file.content()) || !seen.add(file.content())) {
                throw new IllegalArgumentException("a " + kind.label() + " has no such or no second "
                        + file.content().neutralKey());
            }
        }
        if (!seen.contains(kind.mandatory())) {
            throw new IllegalArgumentException(
                    "a " + kind.label() + " has a " + kind.mandatory().neutralKey());
        }
    }

    /** A rendition for every node. */
    public Rendition(Kind kind, String name, long generation, List<RenderedFile> files) {
        this(kind, name, generation, files, NodeSelector.EVERY);
    }

    /** The same for these nodes. */
    public Rendition onNodes(NodeSelector selected) {
        return new Rendition(kind, name, generation, files, selected);
    }

    /** The rendition of a SeccompProfile. */
    public static Rendition ofProfile(
            String name,
            long generation,
            String document,
            SortedMap<String, String> variants,
            @Nullable KernelVersion minKernel) {
        return new Rendition(
                Kind.SECCOMP_PROFILE, name, generation, List.of(RenderedFile.seccomp(document, variants, minKernel)));
    }

    /**
     * The rendition of a CapabilityPolicy.
     *
     * @param capabilities the document of its capabilities
     * @param seccomp the profile that it names, made for these capabilities; null when it names none
     */
    public static Rendition ofPolicy(
            String name, long generation, String capabilities, @Nullable RenderedFile seccomp) {
        RenderedFile first = RenderedFile.capabilities(capabilities);
        return new Rendition(
                Kind.CAPABILITY_POLICY, name, generation, seccomp == null ? List.of(first) : List.of(first, seccomp));
    }

    /**
     * The rendition of a SyscallBlock for pods that name no file.
     *
     * @param document the base's with every block in it
     */
    public static Rendition ofBlock(
            String name,
            long generation,
            String document,
            SortedMap<String, String> variants,
            @Nullable KernelVersion minKernel) {
        return new Rendition(
                Kind.SYSCALL_BLOCK, name, generation, List.of(RenderedFile.seccomp(document, variants, minKernel)));
    }

    /**
     * The rendition of a ProfileObservation.
     *
     * @param document the one with which containers tell their calls
     */
    public static Rendition ofObservation(
            String name,
            long generation,
            String document,
            SortedMap<String, String> variants,
            @Nullable KernelVersion minKernel) {
        return new Rendition(
                Kind.PROFILE_OBSERVATION,
                name,
                generation,
                List.of(RenderedFile.seccomp(document, variants, minKernel)));
    }

    /** The {@code localhostProfile} that pods write for a SeccompProfile. */
    public static String localhostProfile(String profile) {
        return localhostProfile(Kind.SECCOMP_PROFILE, profile);
    }

    /** The {@code localhostProfile} that pods write for the seccomp file of this object. */
    public static String localhostProfile(Kind kind, String name) {
        return new FilePath(kind, name, Content.SECCOMP).localhostProfile();
    }

    /** The file with this content, if the object has one. */
    public Optional<RenderedFile> file(Content content) {
        return files.stream().filter(file -> file.content() == content).findFirst();
    }

    /** The path of one of its files. */
    public FilePath path(RenderedFile file) {
        return new FilePath(kind, name, file.content());
    }

    /** The oldest kernel for the seccomp file; null when none was assumed, or there is no such file. */
    public @Nullable KernelVersion minKernel() {
        return file(Content.SECCOMP).map(RenderedFile::minKernel).orElse(null);
    }

    /** The documents of all files by their {@link DocumentKey}. */
    public SortedMap<String, String> documents() {
        SortedMap<String, String> documents = new TreeMap<>();
        files.forEach(file -> documents.putAll(file.documents()));
        return documents;
    }

    /** The digests of all documents by their {@link DocumentKey}. */
    public SortedMap<String, String> digests() {
        SortedMap<String, String> digests = documents();
        digests.replaceAll((key, text) -> Digest.sha256(text));
        return digests;
    }
}
