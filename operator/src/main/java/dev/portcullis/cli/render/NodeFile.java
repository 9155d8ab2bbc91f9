package dev.portcullis.cli.render;

import dev.portcullis.policy.PolicyRendering;
import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.seccomp.Rendering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file as agents keep it.
 *
 * @param path where below the agent's directory
 * @param text what it holds
 */
record NodeFile(FilePath path, String text) {

    /** Those of profiles and policies, in order. */
    static List<NodeFile> of(Map<String, Rendering.Rendered> profiles, Map<String, PolicyRendering.Rendered> policies) {
        List<NodeFile> files = new ArrayList<>();
        profiles.forEach((name, rendered) -> files.add(
                new NodeFile(new FilePath(Kind.SECCOMP_PROFILE, name, Content.SECCOMP), rendered.document())));
        policies.forEach((name, rendered) -> {
            FilePath capabilities = new FilePath(Kind.CAPABILITY_POLICY, name, Content.CAPABILITIES);
            files.add(new NodeFile(capabilities, rendered.capabilities()));
            if (rendered.seccomp() != null) {
                FilePath seccomp = new FilePath(Kind.CAPABILITY_POLICY, name, Content.SECCOMP);
                files.add(new NodeFile(seccomp, rendered.seccomp().document()));
            }
        });
        return files;
    }
}
