package dev.portcullis.cli.input;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.options.ArchitectureConverter;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Renders for what a command line says.
 *
 * @param renderer one like the operator's
 * @param bases where the bases are
 * @param target what for; without an architecture for all of them, as the operator does
 */
public record TargetRenderer(Renderer renderer, Bases bases, Target target) {

    public Rendering render(String name, SeccompProfileSpec spec) {
        if (target.architecture() != null) {
            return renderer.render(name, spec, bases, target);
        }
        if (target.kernel() == null) {
            return renderer.render(name, spec, bases, target.capabilities());
        }
        Rendering rendering = renderer.render(name, spec, bases, target);
        return rendering instanceof Rendering.Rendered rendered
                ? new Rendering.Rendered(
                        rendered.document(),
                        variants(name, spec, rendered.document()),
                        rendered.minKernel(),
                        rendered.syscalls(),
                        rendered.warnings())
                : rendering;
    }

    private SortedMap<String, String> variants(String name, SeccompProfileSpec spec, String document) {
        SortedMap<String, String> variants = new TreeMap<>();
        for (String goName : new ArchitectureConverter.Names()) {
            Target node = target.on(Architecture.ofGoName(goName).orElseThrow());
            if (renderer.render(name, spec, bases, node) instanceof Rendering.Rendered one
                    && !one.document().equals(document)) {
                variants.put(goName, one.document());
            }
        }
        return variants;
    }
}
