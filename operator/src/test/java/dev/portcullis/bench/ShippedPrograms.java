package dev.portcullis.bench;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Member;
import dev.portcullis.machine.LinuxProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our own: the built executable with the credentials of its service accounts and the settings of the manifests. */
final class ShippedPrograms implements Programs {

    private final Path home;
    private final List<Member> agents = new ArrayList<>();
    private final List<Member> operators = new ArrayList<>();

    /** Puts nodes, logs and credentials into this directory. */
    ShippedPrograms(Path home) {
        this.home = home;
    }

    @Override
    public void start(int nodes) {
        operators.add(Member.operator(home, "bench-operator").awaitReady());
        // One after the other: twenty that start at once on two processors take longer than a client waits.
        for (int node = 1; node <= nodes; node++) {
            agents.add(Member.agent(home, name(node), directory(node)));
            agents.getLast().awaitReady();
        }
    }

    @Override
    public void stop() {
        agents.forEach(Member::close);
        operators.forEach(Member::close);
        for (int node = 1; node <= agents.size(); node++) {
            Cluster.shared().removeNode(name(node));
        }
        agents.clear();
        operators.clear();
    }

    @Override
    public List<LinuxProcess> controllers() {
        return processes(operators);
    }

    @Override
    public List<LinuxProcess> agents() {
        return processes(agents);
    }

    @Override
    public boolean canRestartAgent() {
        return true;
    }

    @Override
    public void killAgent() {
        agents.getFirst().kill();
    }

    @Override
    public void startAgent() {
        agents.getFirst().restart();
    }

    private static String name(int node) {
        return "node-" + node;
    }

    private Path directory(int node) {
        try {
            return Files.createDirectories(home.resolve(name(node)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<LinuxProcess> processes(List<Member> members) {
        return members.stream().map(member -> new LinuxProcess(member.pid())).toList();
    }
}
