package dev.portcullis.usage;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of the API server's list of pods, read no further than which seccomp files they name.
 *
 * @param metadata where the next page is
 * @param items the pods
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PodPage(@Nullable Paging metadata, @Nullable List<Pod> items) {

    /**
     * The list's own metadata.
     *
     * @param next the API's {@code continue}; null or empty on the last page
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Paging(@JsonProperty("continue") @Nullable String next) {}

    /** A pod. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Pod(Identity metadata, Spec spec) {

        /** The pod as {@code NAMESPACE/NAME}. */
        String name() {
            return metadata.namespace() + "/" + metadata.name();
        }

        /** Every {@code localhostProfile} that it names anywhere; none on Windows, which has no seccomp. */
        Set<String> localhostProfiles() {
            if (spec.os() != null && "windows".equals(spec.os().name())) {
                return Set.of();
            }
            Stream<Container> containers = Stream.of(
                            spec.initContainers(), spec.containers(), spec.ephemeralContainers())
                    .filter(Objects::nonNull)
                    .flatMap(Collection::stream);
            return Stream.concat(
                            Stream.of(Optional.ofNullable(spec.securityContext())),
                            containers.map(c -> Optional.ofNullable(c.securityContext())))
                    .flatMap(Optional::stream)
                    .flatMap(context -> context.localhostProfile().stream())
                    .collect(Collectors.toSet());
        }
    }

    /** Which pod it is. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Identity(String namespace, String name) {}

    /** What a pod says. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Spec(
            @Nullable Os os,
            @Nullable Security securityContext,
            @Nullable List<Container> initContainers,
            @Nullable List<Container> containers,
            @Nullable List<Container> ephemeralContainers) {}

    /** The operating system that a pod is for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Os(@Nullable String name) {}

    /** A container of any sort. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Container(@Nullable Security securityContext) {}

    /** A pod's or a container's security context. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Security(@Nullable Seccomp seccompProfile) {

        Optional<String> localhostProfile() {
            return Optional.ofNullable(seccompProfile)
                    .filter(seccomp -> "Localhost".equals(seccomp.type()))
                    .map(Seccomp::localhostProfile);
        }
    }

    /** A choice of seccomp profile. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Seccomp(@Nullable String type, @Nullable String localhostProfile) {}

    /** The token of the next page; empty on the last one. */
    String next() {
        return metadata == null || metadata.next() == null ? "" : metadata.next();
    }

    /** The pods of this page. */
    List<Pod> pods() {
        return Objects.requireNonNullElse(items, List.of());
    }
}
