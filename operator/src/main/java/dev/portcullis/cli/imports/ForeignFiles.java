package dev.portcullis.cli.imports;

import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Problem;
import dev.portcullis.rendition.Rendition;
import java.util.ArrayList;
import java.util.List;

/**
 * The places in workloads that name files of another operator, and what to write there.
 *
 * @param names the names of its profiles here
 */
record ForeignFiles(InstallationNames names) {

    private static final String FIELD = "localhostProfile";

    /** A warning for each place. A pod that something else made is passed over: its template is the place. */
    List<Diagnostic> in(KubernetesObject object) {
        List<Diagnostic> found = new ArrayList<>();
        boolean made = object.root()
                .member("metadata")
                .flatMap(metadata -> metadata.member("ownerReferences"))
                .isPresent();
        if (!made) {
            object.root().member("spec").ifPresent(spec -> look(object, spec, "spec", found));
        }
        return found;
    }

    private void look(KubernetesObject object, Node at, String path, List<Diagnostic> found) {
        switch (at) {
            case Node.Mapping mapping -> {
                mapping.text(FIELD).ifPresent(file -> named(object, file, path + "." + FIELD, found));
                mapping.members().forEach((name, member) -> look(object, member.value(), path + "." + name, found));
            }
            case Node.Sequence list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    look(object, list.items().get(i), path + "[" + i + "]", found);
                }
            }
            case Node.Scalar scalar -> {}
        }
    }

    private void named(KubernetesObject object, String file, String path, List<Diagnostic> found) {
        names.ofFile(file)
                .ifPresent(profile -> found.add(object.diagnostic(
                        Diagnostic.Level.WARNING,
                        Problem.FOREIGN_FILE.code(),
                        path,
                        "names " + file + "; write " + Rendition.localhostProfile(names.of(profile)))));
    }
}
