package dev.portcullis.operator.gate;

/**
 * What the operator does for new nodes; each needs rights on Nodes of its own.
 *
 * @param taint whether it removes the taint {@code portcullis.dev/agent-not-ready}
 * @param condition whether it sets the condition {@code portcullis.dev/SeccompProfilesReady}
 */
public record GateSettings(boolean taint, boolean condition) {

    /** Returns whether there is anything to do. */
    public boolean isOn() {
        return taint || condition;
    }
}
