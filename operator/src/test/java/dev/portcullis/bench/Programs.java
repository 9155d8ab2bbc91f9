package dev.portcullis.bench;

import dev.portcullis.machine.LinuxProcess;
import java.util.List;

/** The programs of an operator that is measured. */
interface Programs {

    /** Starts the controller, and an agent on each of so many nodes, and returns when all are ready. */
    void start(int nodes);

    /** Ends them all. */
    void stop();

    List<LinuxProcess> controllers();

    /** The agents in the order of their nodes. */
    List<LinuxProcess> agents();

    /** Returns whether the agent of the first node can be stopped and started alone. */
    boolean canRestartAgent();

    /** Kills the agent of the first node. */
    void killAgent();

    /** Starts it again, and does not wait until it is ready. */
    void startAgent();
}
