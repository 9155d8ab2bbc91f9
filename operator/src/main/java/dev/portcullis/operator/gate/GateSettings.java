package dev.portcullis.operator.gate;

/**
 * What the operator does for new nodes; each needs rights on Nodes of its own.
 *
 * @param taint whether it removes the taint {@code portcullis.dev/agent-not-ready}
 * @param condition whether it sets the condition {@code portcullis.dev/SeccompProfilesReady}
 * @param nodePools whether agents are told their nodes' labels, so that files that wait for these will come
 */
public record GateSettings(boolean taint, boolean condition, boolean nodePools) {

    /** Returns whether there is anything to do. */
    public boolean isOn() {
        return taint || condition;
    }
}
