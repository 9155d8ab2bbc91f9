package dev.portcullis.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.cli.fleet.FleetDraft;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.rendition.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class FleetSummaryTest {

    private static final FileFailure FULL = new FileFailure("web.json", "NoSpace", "no space left on device");

    @Test
    void whatIsNotReadyIsListedWithTheReason() {
        FleetSummary fleet = FleetSummary.of(new Fleet(
                List.of(
                        FleetDraft.ready("nginx", 2, 90),
                        FleetDraft.unready(Kind.SECCOMP_PROFILE, "web", "NodesFailed", "on 1 of 2 nodes", 1, 2),
                        FleetDraft.unseen("late"),
                        FleetDraft.unready(
                                Kind.SYSCALL_BLOCK, "af-alg", "Rendering", "1 object is not rendered", 0, 2)),
                List.of(FleetDraft.node("n1", 90), FleetDraft.node("n2", 90, FULL)),
                List.of(FleetDraft.agent("n1", true, null), FleetDraft.agent("n2", true, null))));

        assertThat(text(fleet, Terminal.NONE)).isEqualTo("""
                                      TOTAL   READY   WAITING   FAILED
                SeccompProfiles       3       1       1         1
                CapabilityPolicies    0       0       0         0
                SyscallBlocks         1       0       1         0
                ProfileObservations   0       0       0         0
                nodes                 2       1       0         1
                agents: 0.1.0 on 2 nodes

                OBJECT         REASON        NODES   WHY
                web            NodesFailed   1/2     on 1 of 2 nodes
                late           NotSeenYet    2/2     the operator has not looked at generation 3 yet; its status is about generation 2
                block/af-alg   Rendering     0/2     1 object is not rendered

                NODE   STATE    FILES   WHY
                n2     Failed   4       NoSpace: web.json
                """);
        assertThat(fleet.isFine()).isFalse();
        assertThat(FleetSummaryJson.of(fleet).at("/notReady/0/reason").asText()).isEqualTo("NodesFailed");
        assertThat(FleetSummaryJson.of(fleet)
                        .at("/nodes/notSynced/0/failures/0/reason")
                        .asText())
                .isEqualTo("NoSpace");
    }

    @Test
    void aThousandOfEverythingFitsATerminal() {
        List<FleetObject> objects = new ArrayList<>();
        List<FleetNode> nodes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            objects.add(
                    i % 2 == 0
                            ? FleetDraft.ready("profile-" + i, 1000, 5000)
                            : FleetDraft.unready(
                                    Kind.SECCOMP_PROFILE,
                                    "profile-" + i,
                                    "RollingOut",
                                    "on 990 of 1000 nodes; waiting for n1, n2, n3, n4, n5, n6, n7, n8, n9, n10",
                                    990,
                                    1000));
            nodes.add(i % 3 == 0 ? FleetDraft.node("n" + i, 5000) : FleetDraft.node("n" + i, 5000, FULL));
        }
        FleetSummary fleet = FleetSummary.of(new Fleet(objects, nodes, null));
        String text = text(fleet, new Terminal(true, 80, 24));
        assertThat(text.lines()).hasSizeLessThanOrEqualTo(23).allMatch(line -> line.length() <= 80);
        assertThat(text)
                .contains(
                        "and 497 more: 497 RollingOut (--all lists them)",
                        "and 662 more: 662 Failed (--all lists them)",
                        "whether agents run is not known");
        assertThat(FleetSummaryText.of(fleet, Ansi.OFF, new Terminal(true, 80, 24), true)
                        .lines())
                .hasSizeGreaterThan(1100);
    }

    @Test
    void coloursAreOnlyWhereTheyAreWanted() {
        FleetSummary fleet = FleetSummary.of(new Fleet(
                List.of(FleetDraft.ready("nginx", 1, 1)),
                List.of(FleetDraft.node("n1", 1)),
                List.of(FleetDraft.agent("n1", true, null))));
        assertThat(fleet.isFine()).isTrue();
        assertThat(text(fleet, Terminal.NONE)).doesNotContain("\u001b");
        assertThat(FleetSummaryText.of(fleet, Ansi.ON, Terminal.NONE, false)).contains("\u001b[32m1\u001b[0m");
    }

    private static String text(FleetSummary fleet, Terminal terminal) {
        return FleetSummaryText.of(fleet, Ansi.OFF, terminal, false);
    }
}
