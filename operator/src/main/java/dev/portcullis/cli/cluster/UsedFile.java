package dev.portcullis.cli.cluster;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The seccomp file of one object, as its status tells of it.
 *
 * @param object the object
 * @param sha256 the digest of its document
 * @param revision the revision with which the documents came as they are
 */
record UsedFile(Subject object, String sha256, long revision) {

    /** The file's path below the agent's directory. */
    FilePath path() {
        return new FilePath(object.kind(), object.name(), Content.SECCOMP);
    }

    /** What containers name. */
    String localhostProfile() {
        return path().localhostProfile();
    }

    /** The object that a word names: {@code NAME} or {@code profile/NAME}, or {@code policy/NAME}. */
    static Optional<Subject> parse(String word) {
        int slash = word.indexOf('/');
        String name = word.substring(slash + 1);
        if (name.isEmpty() || name.contains("/")) {
            return Optional.empty();
        }
        return switch (slash < 0 ? "profile" : word.substring(0, slash).toLowerCase(Locale.ROOT)) {
            case "profile", "scp", "seccompprofile", "seccompprofiles" -> Optional.of(Subject.profile(name));
            case "policy", "capol", "capabilitypolicy", "capabilitypolicies" -> Optional.of(Subject.policy(name));
            default -> Optional.empty();
        };
    }

    /**
     * Reads an object's status.
     *
     * @throws ClusterException when there is no such object, or it has no file
     */
    static UsedFile of(Subject object, ConnectedCluster cluster) {
        RenditionStatus status =
                switch (object.kind()) {
                    case SECCOMP_PROFILE ->
                        Objects.requireNonNullElse(
                                cluster.object(SeccompProfile.class, object.name())
                                        .getStatus(),
                                SeccompProfileStatus.EMPTY);
                    case CAPABILITY_POLICY ->
                        Objects.requireNonNullElse(
                                cluster.object(CapabilityPolicy.class, object.name())
                                        .getStatus(),
                                CapabilityPolicyStatus.EMPTY);
                    case SYSCALL_BLOCK -> throw new ClusterException("portcullis exposed tells who lacks a block");
                    case PROFILE_OBSERVATION ->
                        throw new ClusterException("portcullis observe tells what an observation has seen");
                };
        String sha256 = status.sha256();
        Long revision = status.revision();
        if (sha256 == null || revision == null) {
            throw new ClusterException(object + " has no file: " + why(object.kind(), status, sha256));
        }
        return new UsedFile(object, sha256, revision);
    }

    private static String why(Kind kind, RenditionStatus status, @Nullable String sha256) {
        if (sha256 != null) {
            return "its status is of an earlier operator, which noted no revision; upgrade the operator";
        }
        return status.condition("Rendered")
                .map(rendered -> "True".equals(rendered.getStatus()) && kind == Kind.CAPABILITY_POLICY
                        ? "it names no seccompProfile"
                        : rendered.getMessage())
                .orElse("the operator has not seen it yet");
    }
}
