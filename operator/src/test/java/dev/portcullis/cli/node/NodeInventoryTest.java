package dev.portcullis.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.Attestation;
import dev.portcullis.api.FileFailure;
import dev.portcullis.cli.fleet.FleetDraft;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.NodeState;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeLabels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class NodeInventoryTest {

    @Test
    void theNodesFilesAreListedWithTheTimeSinceWhenTheyAreThere() {
        FleetNode reported = FleetDraft.node(
                "n1",
                95,
                new FileFailure("full.json", "NoSpace", "no space left on device"),
                new FileFailure("old.json", "Orphaned", "nothing asks for it"));
        FleetNode node = new FleetNode(
                "n1",
                null,
                new NodeLabels(Map.of(), Set.of("pool")),
                Objects.requireNonNull(reported.status())
                        .attesting(List.of(
                                new Attestation(80, "2026-11-29T11:00:00Z"),
                                new Attestation(95, "2026-11-29T12:00:00Z"))));
        NodeState state = NodeState.of(List.of(node), null, 90).getFirst();
        NodeInventory inventory = NodeInventory.of(
                node,
                state,
                List.of(
                        profile("early", 70, ""),
                        profile("web", 90, ""),
                        profile("late", 99, ""),
                        profile("full", 90, ""),
                        profile("elsewhere", 90, "{\"nodeSelector\": {\"matchLabels\": {\"pool\": \"gpu\"}}}")));

        assertThat(NodeInventoryText.of(inventory, Ansi.OFF, Terminal.NONE, false))
                .isEqualTo("""
                n1: Failed, NoSpace: full.json; Orphaned: old.json
                4 files, 2 failed; up to revision 95; repaired 0
                agent 0.1.0, kernel 6.12.0, amd64

                FILE         STATE      SINCE                         WHY
                full.json    NoSpace    -                             no space left on device
                late.json    NotYet     -
                old.json     Orphaned   -                             nothing asks for it
                early.json   Present    before 2026-11-29T11:00:00Z
                web.json     Present    2026-11-29T12:00:00Z
                NoSpace: free space or inodes on the node's disk of /var/lib/kubelet; the agent tries again by itself
                Orphaned: nothing asks for the file any more: portcullis purge --orphans lists such files, and removes them with --yes
                """);
        assertThat(NodeInventoryText.json(inventory).at("/entries/4/since").asText())
                .isEqualTo("2026-11-29T12:00:00Z");
    }

    private static FleetObject profile(String name, long revision, String spec) {
        return FleetDraft.read(Kind.SECCOMP_PROFILE, """
                {"metadata": {"name": "%s", "generation": 1}, "spec": %s,
                 "status": {"observedGeneration": 1, "revision": %d, "sha256": "abc"}}""".formatted(name, spec.isEmpty() ? "{}" : spec, revision));
    }
}
