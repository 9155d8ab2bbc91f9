package dev.portcullis.cli.cluster;

import dev.portcullis.usage.RunningContainer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How to have a pod's containers start again.
 *
 * @param command for a shell; null where there is none
 * @param note what else there is to know; null for nothing
 */
record RestartHint(@Nullable String command, @Nullable String note) {

    /** The hint for a pod of this controller, which is not a ReplicaSet of a Deployment, but the Deployment. */
    static RestartHint of(RunningContainer container, RunningContainer.@Nullable Owner owner) {
        String delete = "kubectl delete pod " + container.pod() + " -n " + container.namespace();
        if (owner == null) {
            return new RestartHint(delete, "nothing makes this pod anew: create it again");
        }
        return switch (owner.kind()) {
            case "Deployment", "StatefulSet", "DaemonSet" ->
                new RestartHint(
                        "kubectl rollout restart " + owner.kind().toLowerCase(Locale.ROOT) + "/" + owner.name() + " -n "
                                + container.namespace(),
                        null);
            case "Node" ->
                new RestartHint(
                        null, "a static pod: move its manifest out of the kubelet's folder on the node, and back");
            default -> new RestartHint(delete, "its " + owner.kind() + " " + owner.name() + " makes it anew");
        };
    }

    /** The hint in one line. */
    String line() {
        return command == null ? String.valueOf(note) : note == null ? command : command + "    # " + note;
    }
}
