package dev.portcullis.cli.check;

import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.Manifests;
import java.util.ArrayList;
import java.util.List;

/** Our own objects among those that a command line means. */
final class GivenObjects {

    private GivenObjects() {}

    /** Those that an option names, and those that stand among the workloads; the same object in both is one. */
    static List<Manifest> of(ManifestKind kind, Manifests named, List<KubernetesObject> among) {
        List<Manifest> manifests = new ArrayList<>(named.of(kind));
        among.stream()
                .flatMap(object -> object.manifest().stream())
                .filter(own -> own.kind() == kind)
                .filter(own -> named.of(kind).stream()
                        .noneMatch(
                                other -> other.root().json().equals(own.root().json())))
                .forEach(manifests::add);
        return manifests;
    }
}
