package dev.portcullis.cli.fleet;

import dev.portcullis.api.FileFailure;

/** What to do about a file that an agent could not bring to the state asked for. */
public final class FileAdvice {

    private FileAdvice() {}

    /**
     * The advice for a failure's reason.
     *
     * @param reason as in {@link FileFailure#reason()}
     */
    public static String of(String reason) {
        return switch (reason) {
            case "NoSpace" ->
                "free space or inodes on the node's disk of /var/lib/kubelet; the agent tries again by itself";
            case "ReadOnly" ->
                "the file system of /var/lib/kubelet is read-only: look at the node's kernel log, and mount it writable;"
                        + " the agent tries again by itself";
            case "PermissionDenied" ->
                "something on the node keeps root without capabilities from writing: owner and mode of the directory,"
                        + " SELinux or AppArmor, or chattr +i";
            case "WrongOwner" -> "chown 0:0 the directory on the node: its agent has no capability to take it over";
            case FileFailure.KERNEL_TOO_OLD ->
                "upgrade the node's kernel, take minKernel out of the profile, or keep the profile off the node with"
                        + " nodeSelector";
            case FileFailure.BAD_DIGEST ->
                "somebody changed the ConfigMap of the object: the operator writes it anew; if it lasts, look at who else"
                        + " writes there";
            case FileFailure.MALFORMED_RENDITION ->
                "the agent does not understand its ConfigMap: upgrade all agents to the operator's version";
            case FileFailure.ORPHANED ->
                "nothing asks for the file any more: portcullis purge --orphans lists such files, and removes them with"
                        + " --yes";
            case FileFailure.REMOVE_FAILED -> "look at the node's disk: the file could not be removed";
            default -> "look at the agent's log on that node; it tries again by itself";
        };
    }
}
