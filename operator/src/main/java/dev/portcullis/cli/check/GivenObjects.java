package dev.portcullis.cli.check;

import dev.portcullis.admission.PodTemplate;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.KubernetesObjects;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.manifest.check.NamedManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The objects that {@code check} is given.
 *
 * @param workloads pods, and objects that make pods
 * @param namespaces the namespaces
 * @param profiles profiles by name, as far as the API server would accept them
 * @param policies policies by name, as far as the API server would accept them
 * @param others how many objects are of other kinds
 */
record GivenObjects(
        List<Workload> workloads,
        List<KubernetesObject> namespaces,
        NamedManifests<SeccompProfileSpec> profiles,
        NamedManifests<CapabilityPolicySpec> policies,
        int others) {

    /** An object that is a pod or makes pods, and the pods. */
    record Workload(KubernetesObject object, PodTemplate pods) {

        Diagnostic diagnostic(Diagnostic.Level level, String code, String location, String message) {
            return object.diagnostic(level, code, pods.location() + "." + location, message);
        }
    }

    /**
     * Sorts the objects by what {@code check} does with them.
     *
     * @param read the objects among which the workloads are
     * @param profiles the files of {@code --profile}
     * @param policies the files of {@code --policy}
     */
    static GivenObjects of(KubernetesObjects read, ManifestSet profiles, ManifestSet policies) {
        List<Workload> workloads = new ArrayList<>();
        List<KubernetesObject> namespaces = new ArrayList<>();
        int others = 0;
        for (KubernetesObject object : read.objects()) {
            if (object.is("", "Namespace")) {
                namespaces.add(object);
            } else if (object.manifest().isEmpty()) {
                Optional<PodTemplate> pods = PodTemplate.of(object.root().json());
                pods.ifPresent(its -> workloads.add(new Workload(object, its)));
                others += pods.isPresent() ? 0 : 1;
            }
        }
        return new GivenObjects(
                workloads,
                namespaces,
                NamedManifests.of(own(ManifestKind.SECCOMP_PROFILE, profiles, read), CheckedManifest::ofProfile),
                NamedManifests.of(own(ManifestKind.CAPABILITY_POLICY, policies, read), CheckedManifest::ofPolicy),
                others);
    }

    /** Our objects of one kind, from an option's files and among the workloads; an object in both counts once. */
    private static List<Manifest> own(ManifestKind kind, ManifestSet named, KubernetesObjects read) {
        List<Manifest> manifests = new ArrayList<>(named.of(kind));
        read.objects().stream()
                .flatMap(object -> object.manifest().stream())
                .filter(own -> own.kind() == kind)
                .filter(own -> named.of(kind).stream()
                        .noneMatch(
                                other -> other.root().json().equals(own.root().json())))
                .forEach(manifests::add);
        return manifests;
    }
}
