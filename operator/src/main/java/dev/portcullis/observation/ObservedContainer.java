package dev.portcullis.observation;

/**
 * A container that calls come from, or a program that was executed in a running one, as its runtime tells of it. Texts are
 * cut to what a NodeObservation takes.
 *
 * @param sandbox what tells the pod from others on its node, such as the sandbox's ID; empty if the runtime does not tell
 * @param namespace the pod's namespace; this and the following are empty if the runtime does not tell them
 * @param pod the pod's name
 * @param container the container's name
 * @param image the image, as the runtime names it
 * @param exec whether it is a program in a container that already ran
 */
public record ObservedContainer(
        String sandbox, String namespace, String pod, String container, String image, boolean exec) {

    private static final int LABEL = 63;
    private static final int NAME = 253;
    private static final int IMAGE = 512;

    /** Cuts what is too long. */
    public ObservedContainer {
        namespace = cut(namespace, LABEL);
        pod = cut(pod, NAME);
        container = cut(container, LABEL);
        image = cut(image, IMAGE);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
