package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A seccomp file that a pod names, for all its containers or for one.
 *
 * @param location its path, for example {@code containers[0].securityContext.seccompProfile.localhostProfile}
 * @param who the container or pod that names it, for messages
 * @param localhostProfile the file as written, relative to the kubelet's seccomp directory
 */
public record LocalhostFile(String location, String who, String localhostProfile) {

    private static final String IN_CONTEXT = "securityContext." + SeccompSetting.FIELD + ".localhostProfile";

    /** The files that a pod's spec names; none on Windows, which has no seccomp. */
    public static List<LocalhostFile> of(JsonNode podSpec) {
        List<LocalhostFile> files = new ArrayList<>();
        if (podSpec.path("os").path("name").asText("").equals("windows")) {
            return files;
        }
        SeccompSetting.of(podSpec.path("securityContext"))
                .filter(LocalhostFile::named)
                .ifPresent(setting -> files.add(new LocalhostFile(IN_CONTEXT, "the pod", setting.localhostProfile())));
        for (PodContainer container : PodContainer.of(podSpec)) {
            container
                    .seccomp()
                    .filter(LocalhostFile::named)
                    .ifPresent(setting -> files.add(new LocalhostFile(
                            container.location() + "." + IN_CONTEXT,
                            "container \"" + container.name() + "\"",
                            setting.localhostProfile())));
        }
        return files;
    }

    private static boolean named(SeccompSetting setting) {
        return setting.type().equals(SeccompSetting.LOCALHOST);
    }
}
