package dev.portcullis.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.PodContainer;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.cli.check.GivenObjects.Workload;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Problem;
import dev.portcullis.manifest.check.UnknownCapability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Warnings of a workload that no policy gives: what the API server accepts and nodes do not do as it is meant. */
final class WorkloadRemarks {

    private static final String PREFIX = "CAP_";
    private static final String POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String CONTAINER_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String LOCALHOST = "localhost/";

    private final Workload workload;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private WorkloadRemarks(Workload workload) {
        this.workload = workload;
    }

    static List<Diagnostic> of(Workload workload) {
        WorkloadRemarks remarks = new WorkloadRemarks(workload);
        List<PodContainer> containers = PodContainer.of(workload.pods().spec());
        remarks.capabilityNames(containers);
        remarks.annotations();
        return remarks.diagnostics;
    }

    /** The warning of a pod that Windows nodes run; policies, as Pod Security, know it by {@code spec.os} alone. */
    static Optional<Diagnostic> windows(Workload workload) {
        JsonNode pod = workload.pods().spec();
        if (!pod.path("os").path("name").isMissingNode() || !looksLikeWindows(pod)) {
            return Optional.empty();
        }
        return Optional.of(workload.diagnostic(
                Diagnostic.Level.WARNING,
                Problem.OS_NOT_SET.code(),
                "os.name",
                "the pods look as if they were for Windows, which has neither capabilities nor seccomp; if they are, set"
                        + " spec.os.name: windows, and no policy objects to them"));
    }

    private static boolean looksLikeWindows(JsonNode pod) {
        JsonNode selector = pod.path("nodeSelector");
        return selector.path("kubernetes.io/os").asText("").equals("windows")
                || selector.path("beta.kubernetes.io/os").asText("").equals("windows")
                || !pod.findValues("windowsOptions").isEmpty();
    }

    private void capabilityNames(List<PodContainer> containers) {
        Map<String, List<PodContainer>> users = new LinkedHashMap<>();
        Map<String, String> locations = new TreeMap<>();
        for (PodContainer container : containers) {
            for (boolean adds : new boolean[] {true, false}) {
                List<String> names = adds ? container.add() : container.drop();
                for (int i = 0; i < names.size(); i++) {
                    users.computeIfAbsent(names.get(i), any -> new ArrayList<>())
                            .add(container);
                    locations.putIfAbsent(
                            names.get(i),
                            container.location() + ".securityContext.capabilities." + (adds ? "add" : "drop") + "[" + i
                                    + "]");
                }
            }
        }
        users.forEach((name, those) -> capabilityName(
                name, those.stream().map(PodContainer::name).distinct().toList(), String.valueOf(locations.get(name))));
    }

    private void capabilityName(String name, List<String> containers, String location) {
        Optional<CapabilitySet> known = CapabilitySet.named(name);
        String upper = name.toUpperCase(Locale.ROOT);
        if (known.isEmpty()) {
            warn(Problem.UNKNOWN_CAPABILITY, containers, location, UnknownCapability.message(name));
        } else if (upper.startsWith(PREFIX)) {
            // containerd, internal/cri/opts/spec_opts.go, WithCapabilities.
            warn(
                    Problem.CAPABILITY_SPELLING,
                    containers,
                    location,
                    "Kubernetes writes capabilities without " + PREFIX + ", and containerd makes " + PREFIX + upper
                            + " of this, which does nothing; write " + upper.substring(PREFIX.length()));
        } else if (!name.equals(upper)) {
            warn(
                    Problem.CAPABILITY_SPELLING,
                    containers,
                    location,
                    "Kubernetes writes " + upper
                            + " in capitals, and Pod Security knows nothing else; write that instead of " + name);
        }
    }

    private void annotations() {
        new TreeMap<>(workload.pods().annotations()).forEach((key, value) -> {
            if (key.equals(POD_ANNOTATION)) {
                dead(key, value, List.of(), "in the pod's spec");
            } else if (key.startsWith(CONTAINER_ANNOTATION)) {
                String container = key.substring(CONTAINER_ANNOTATION.length());
                dead(key, value, List.of(container), "in container \"" + container + "\"");
            }
        });
    }

    private void dead(String key, String value, List<String> containers, String where) {
        diagnostics.add(workload.object()
                .diagnostic(
                        Diagnostic.Level.WARNING,
                        Problem.DEAD_ANNOTATION.code(),
                        workload.pods().metadataLocation() + ".annotations",
                        "the annotation " + key + " does nothing since Kubernetes 1.27; write, " + where
                                + ", securityContext.seccompProfile: " + successor(value))
                .of(containers));
    }

    /** The field for an annotation's value (kubernetes.io/docs, Seccomp and Kubernetes). */
    private static String successor(String value) {
        if (value.startsWith(LOCALHOST)) {
            return "{type: Localhost, localhostProfile: " + value.substring(LOCALHOST.length()) + "}";
        }
        return value.equals("unconfined") ? "{type: Unconfined}" : "{type: RuntimeDefault}";
    }

    private void warn(Problem problem, List<String> containers, String location, String message) {
        diagnostics.add(workload.diagnostic(Diagnostic.Level.WARNING, problem.code(), location, message)
                .of(containers));
    }
}
