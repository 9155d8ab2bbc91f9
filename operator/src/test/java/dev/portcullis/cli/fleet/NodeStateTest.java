package dev.portcullis.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeStateTest {

    @Test
    void aNodeIsAsItsReportAndItsAgentsPodSay() {
        List<FleetNode> reports = List.of(
                FleetDraft.node("n1", 90),
                FleetDraft.node("n2", 80),
                FleetDraft.node(
                        "n3",
                        90,
                        new FileFailure("a.json", "NoSpace", "no space left on device"),
                        new FileFailure("b.json", "NoSpace", "no space left on device"),
                        new FileFailure("c.json", "Orphaned", "nothing asks for it")),
                FleetDraft.node("n4", 90),
                FleetDraft.node("n6", 90));
        List<AgentState> agents = List.of(
                FleetDraft.agent("n1", true, null),
                FleetDraft.agent("n2", true, null),
                FleetDraft.agent("n3", true, null),
                FleetDraft.agent("n4", false, "CrashLoopBackOff"),
                FleetDraft.agent("n5", true, null));

        assertThat(lines(reports, agents))
                .containsExactly(
                        "n1 Synced ",
                        "n2 Behind it has all up to revision 80; the newest is 90",
                        "n3 Failed NoSpace: a.json, b.json; Orphaned: c.json",
                        "n4 AgentNotReady pod portcullis-agent-n4 is not ready: CrashLoopBackOff; restarted 7 times",
                        "n5 NoReport its agent has not reported yet",
                        "n6 AgentNotReady it has no pod of the agent");
        assertThat(lines(reports, null)).contains("n4 Synced ", "n6 Synced ").hasSize(5);
    }

    @Test
    void aPodSaysWhyItDoesNotRun() {
        AgentState agent = FleetDraft.pod("""
                {"metadata": {"name": "portcullis-agent-x1"},
                 "spec": {"containers": [{"name": "agent", "image": "example.com:5000/portcullis:0.1.0"}],
                  "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                   {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]}]}}}},
                 "status": {"conditions": [{"type": "Ready", "status": "False"}], "containerStatuses": [
                  {"restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                   "lastState": {"terminated": {"reason": "Error", "message": "portcullis is a symbolic link\\n"}}}]}}""");
        assertThat(agent)
                .isEqualTo(new AgentState(
                        "portcullis-agent-x1",
                        "n1",
                        false,
                        3,
                        "CrashLoopBackOff; it ended: Error (portcullis is a symbolic link)",
                        "example.com:5000/portcullis:0.1.0"));
        assertThat(agent.version()).isEqualTo("0.1.0");
    }

    private static List<String> lines(List<FleetNode> reports, @Nullable List<AgentState> agents) {
        return NodeState.of(reports, agents, 90).stream()
                .map(state -> state.node() + " " + state.state().word() + " " + state.why())
                .toList();
    }
}
