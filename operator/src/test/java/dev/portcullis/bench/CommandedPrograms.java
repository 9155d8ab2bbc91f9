package dev.portcullis.bench;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.machine.LinuxProcess;
import java.util.List;

/**
 * Those of another operator, which commands start, stop and find. The commands get the variables of the cluster that it shall
 * run on, and {@code NODES}.
 */
record CommandedPrograms(Parameters parameters) implements Programs {

    @Override
    public void start(int nodes) {
        run("start", nodes);
    }

    @Override
    public void stop() {
        run("stop", 0);
    }

    @Override
    public List<LinuxProcess> controllers() {
        return processes("controller-pids");
    }

    @Override
    public List<LinuxProcess> agents() {
        return processes("agent-pids");
    }

    @Override
    public boolean canRestartAgent() {
        return parameters.commands().containsKey("agent-start");
    }

    @Override
    public void killAgent() {
        run("agent-stop", 1);
    }

    @Override
    public void startAgent() {
        run("agent-start", 1);
    }

    private List<LinuxProcess> processes(String command) {
        return run(command, 0)
                .lines()
                .map(String::strip)
                .map(Long::valueOf)
                .map(LinuxProcess::new)
                .toList();
    }

    private String run(String command, int nodes) {
        return Cluster.shared()
                .tool("env", "NODES=" + nodes, "NODE=1", "sh", "-c", parameters.command(command))
                .expectSuccess()
                .output();
    }
}
