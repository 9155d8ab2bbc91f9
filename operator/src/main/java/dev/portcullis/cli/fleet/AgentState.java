package dev.portcullis.cli.fleet;

import org.jspecify.annotations.Nullable;

/**
 * An agent's or operator's pod.
 *
 * @param pod its name
 * @param node where it is, or where its DaemonSet wants it; null for nowhere yet
 * @param ready whether it is ready
 * @param restarts how often its container was started again
 * @param trouble why its container does not run, or ended the last time; null for none
 * @param image its container's
 */
public record AgentState(
        String pod,
        @Nullable String node,
        boolean ready,
        int restarts,
        @Nullable String trouble,
        String image) {

    /** What stands after the colon of the image; empty without a tag. */
    public String version() {
        return version(image);
    }

    /** What stands after the colon of an image; empty without a tag. */
    public static String version(String image) {
        String tagged = image.split("@", 2)[0];
        int colon = tagged.lastIndexOf(':');
        return colon > tagged.lastIndexOf('/') ? tagged.substring(colon + 1) : "";
    }
}
