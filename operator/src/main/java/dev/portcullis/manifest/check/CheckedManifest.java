package dev.portcullis.manifest.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallBlockSpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An object that was held against what the API server accepts.
 *
 * @param <S> what its spec is
 * @param manifest the object as it stands in its file
 * @param spec the same as the operator would get it; null when the API server would refuse it
 * @param diagnostics the reasons; empty when {@code spec} is present
 */
public record CheckedManifest<S>(
        Manifest manifest, @Nullable S spec, List<Diagnostic> diagnostics) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Checks a whole SeccompProfile. */
    public static CheckedManifest<SeccompProfileSpec> ofProfile(Manifest manifest) {
        return of(manifest, SeccompProfileSpec.class);
    }

    /** Checks a whole CapabilityPolicy. */
    public static CheckedManifest<CapabilityPolicySpec> ofPolicy(Manifest manifest) {
        return of(manifest, CapabilityPolicySpec.class);
    }

    /** Checks a whole SyscallBlock. */
    public static CheckedManifest<SyscallBlockSpec> ofBlock(Manifest manifest) {
        return of(manifest, SyscallBlockSpec.class);
    }

    /** Checks a whole ProfileObservation. */
    public static CheckedManifest<ProfileObservationSpec> ofObservation(Manifest manifest) {
        return of(manifest, ProfileObservationSpec.class);
    }

    private static <S> CheckedManifest<S> of(Manifest manifest, Class<S> type) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        if (!manifest.plain()) {
            diagnostics.addAll(MetadataCheck.of(manifest));
        }
        Node tree = manifest.root().member("spec").orElse(null);
        if (tree == null) {
            diagnostics.add(error(manifest, Problem.MISSING_FIELD, "", "the field spec is missing"));
        } else {
            diagnostics.addAll(SchemaCheck.of(manifest, tree, Schema.of(manifest.kind()), "spec"));
            diagnostics.addAll(RolloutCheck.of(manifest, tree));
            diagnostics.addAll(
                    switch (manifest.kind()) {
                        case CAPABILITY_POLICY -> PolicyCheck.of(manifest, tree);
                        case SECCOMP_PROFILE -> PolicyCheck.ofSelectors(manifest, tree);
                        case PROFILE_OBSERVATION -> ObservationCheck.of(manifest, tree);
                        case SYSCALL_BLOCK -> List.of();
                    });
        }
        if (tree == null || !diagnostics.isEmpty()) {
            diagnostics.replaceAll(diagnostic -> diagnostic.of(manifest.reference()));
            return new CheckedManifest<>(manifest, null, diagnostics);
        }
        try {
            return new CheckedManifest<>(manifest, JSON.treeToValue(tree.json(), type), List.of());
        } catch (JsonProcessingException e) {
            return new CheckedManifest<>(manifest, null, List.of(invalid(manifest, e)));
        }
    }

    /** Numbers of 65 bits fit the schema's pattern, and the like. */
    private static Diagnostic invalid(Manifest manifest, JsonProcessingException failure) {
        String location = failure instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                        .collect(Collectors.joining("", "spec", ""))
                : "spec";
        Throwable bottom = failure;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        String message =
                bottom instanceof JsonProcessingException json ? json.getOriginalMessage() : bottom.getMessage();
        return error(manifest, Problem.INVALID_VALUE, location, String.valueOf(message));
    }

    private static Diagnostic error(Manifest manifest, Problem problem, String location, String message) {
        return manifest.diagnostic(Diagnostic.Level.ERROR, problem.code(), location, message);
    }
}
