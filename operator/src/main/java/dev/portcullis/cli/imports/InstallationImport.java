package dev.portcullis.cli.imports;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cli.options.ProfileFormat;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.dialect.PeerInstallation;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.manifest.KubernetesObjects;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Renderer;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code import --installation}.
 *
 * @param renderer the renderer that {@code validate} would have
 * @param ignoreUnknown whether to leave out members that no dialect has, with a warning, instead of refusing them
 * @param format the output's format
 * @param console where the objects and what is wrong are printed
 */
record InstallationImport(Renderer renderer, boolean ignoreUnknown, ProfileFormat format, Console console) {

    private static final int SOME_LEFT_OUT = 3;

    /** Reads files and folders, and prints what takes the place of their objects; the exit status. */
    int run(List<Path> sources, InputStream standardInput) {
        KubernetesObjects read = KubernetesObjects.read(sources, standardInput);
        List<Diagnostic> diagnostics = new ArrayList<>(read.diagnostics());
        if (hasErrors(diagnostics)) {
            tell(diagnostics);
            return 1;
        }
        PeerInstallation peer = PeerInstallation.of(read.objects(), ignoreUnknown, diagnostics);
        ImportedInstallation imported = ImportedInstallation.of(peer, renderer);
        diagnostics.addAll(imported.diagnostics());
        if (imported.objects().isEmpty() && !hasErrors(diagnostics)) {
            diagnostics.add(nothing(sources.getFirst()));
        }
        tell(diagnostics);
        if (imported.objects().isEmpty()) {
            return 1;
        }
        console.out(text(imported.objects()));
        return hasErrors(diagnostics) ? SOME_LEFT_OUT : 0;
    }

    private String text(List<ImportedObject> objects) {
        if (format == ProfileFormat.json) {
            ObjectNode list = JsonNodeFactory.instance
                    .objectNode()
                    .put("apiVersion", "v1")
                    .put("kind", "List");
            objects.forEach(one -> list.withArray("items").add(one.object()));
            return ProfileWriter.json(list);
        }
        return objects.stream()
                .map(one -> "# " + Console.oneLine(one.remark()) + "\n" + ProfileWriter.yaml(one.object()))
                .collect(Collectors.joining("---\n"));
    }

    private void tell(List<Diagnostic> diagnostics) {
        console.err(new Report(
                "import",
                Map.of(),
                "",
                "",
                diagnostics.stream().sorted(Diagnostic.ORDER).toList()));
    }

    private static boolean hasErrors(List<Diagnostic> diagnostics) {
        return diagnostics.stream().anyMatch(one -> one.level() == Diagnostic.Level.ERROR);
    }

    private static Diagnostic nothing(Path source) {
        return Diagnostic.error(
                Problem.NO_PROFILE,
                InputFile.named(source).label(),
                Position.FILE,
                "",
                "holds no SeccompProfile and no ProfileBinding of the security-profiles-operator; print them with"
                        + " kubectl get seccompprofiles.security-profiles-operator.x-k8s.io,profilebindings -A -o yaml");
    }
}
