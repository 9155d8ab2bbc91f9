package dev.portcullis.operator.rendering;

import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.seccomp.Finding;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator's setting for node pools.
 *
 * @param on whether specs may select nodes; an agent that is not told its labels would never get such a file
 */
public record NodePoolSwitch(boolean on) {

    private static final Finding OFF = new Finding(
            Finding.Code.NODE_POOLS_OFF,
            "spec.nodeSelector",
            "node pools are off in this operator, and no node would know whether it is selected; remove nodeSelector, or"
                    + " turn them on with the chart's nodePools.enabled (config/node-pools)");

    /**
     * Renders a spec for the nodes that it selects, or refuses it.
     *
     * @param selector the spec's
     * @param render gets the selector as agents read it
     */
    public RenderResult render(@Nullable LabelSelector selector, Function<NodeSelector, RenderResult> render) {
        NodeSelector nodes = NodeSelector.of(selector);
        return on || nodes.isEvery() ? render.apply(nodes) : RenderResult.refused(List.of(OFF));
    }
}
