package dev.portcullis.operator.rollout;

import java.util.List;

/**
 * An object's files on a node that no longer matches its selector, where pods use them.
 *
 * @param pods {@code NAMESPACE/NAME} of these pods, sorted
 */
public record KeptFile(String node, List<String> pods) {

    public KeptFile {
        pods = List.copyOf(pods);
    }
}
