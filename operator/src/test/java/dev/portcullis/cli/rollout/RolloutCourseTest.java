package dev.portcullis.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.cli.fleet.FleetDraft;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.ObjectWatch.Event;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class RolloutCourseTest {

    private static final FleetObject ROLLING = FleetDraft.unready(
            Kind.SECCOMP_PROFILE, "web", "RollingOut", "on 1 of 4 nodes; waiting for n2, n3, n4", 1, 4);

    @Test
    void oneRolloutIsOverWhenEveryNodeHasIt() {
        RolloutCourse course = new RolloutCourse(Set.of(Kind.SECCOMP_PROFILE));
        assertThat(course.isOver()).isFalse();
        course.add(new Event.Listed(Kind.SECCOMP_PROFILE, List.of(ROLLING)));
        assertThat(course.isOver()).isFalse();
        assertThat(course.share()).isEqualTo(0.25);
        assertThat(course.line(false)).isEqualTo("web: RollingOut, on 1 of 4 nodes; waiting for n2, n3, n4");
        course.add(new Event.Changed(FleetDraft.ready("web", 4, 1)));
        assertThat(course.isOver()).isTrue();
        assertThat(course.share()).isEqualTo(1);
    }

    @Test
    void onlySomebodysDecisionHelpsARolloutThatStopped() {
        RolloutCourse course = new RolloutCourse(Set.of(Kind.SECCOMP_PROFILE));
        course.add(new Event.Listed(
                Kind.SECCOMP_PROFILE,
                List.of(
                        FleetDraft.ready("a", 4, 1),
                        ROLLING,
                        FleetDraft.unready(Kind.SECCOMP_PROFILE, "x", "RolloutStopped", "n1 cannot write", 0, 4))));
        assertThat(course.isOver()).isFalse();
        assertThat(course.line(true))
                .isEqualTo("1 of 3 objects ready; waiting for web (RollingOut 1/4); failed: x (RolloutStopped 0/4)");
        course.add(new Event.Gone(Subject.profile("web")));
        assertThat(course.isOver()).isTrue();
        assertThat(course.isGone(Subject.profile("web"))).isTrue();
        assertThat(course.with(RolloutCourse.Verdict.FAILED)).hasSize(1);
    }

    @Test
    void aPauseIsWaitedForAndSaysWhoEndsIt() {
        FleetObject waits = FleetDraft.unready(Kind.CAPABILITY_POLICY, "web", "AwaitsApproval", "step 1 of 2", 1, 4);
        assertThat(RolloutCourse.verdict(waits)).isEqualTo(RolloutCourse.Verdict.GOING);
        assertThat(RolloutCourse.line(waits))
                .isEqualTo("policy/web: AwaitsApproval, step 1 of 2 (portcullis rollout approve policy/web)");
    }

    @Test
    void aWatchThatCannotGoOnFails() {
        RolloutCourse course = new RolloutCourse(Set.of(Kind.SECCOMP_PROFILE));
        assertThatThrownBy(() -> course.add(new Event.Failed(new IllegalStateException("gone"))))
                .hasMessage("gone");
    }

    @Test
    void aTerminalsLineIsWrittenAnewAndElsewhereEachChangeIsALine() {
        assertThat(shown(new Terminal(true, 50, 24)))
                .isEqualTo("\r\u001b[K[############------------] web: RollingOut, on..."
                        + "\r\u001b[K[############------------] web: RollingOut, on..."
                        + "\r\u001b[K");
        assertThat(shown(Terminal.NONE)).isEqualTo("web: RollingOut, on 2 of 4 nodes\n");
    }

    private static String shown(Terminal terminal) {
        StringWriter text = new StringWriter();
        ProgressLine line = new ProgressLine(
                new Console(new PrintWriter(text), new PrintWriter(new StringWriter()), Ansi.OFF), terminal);
        line.show(0.5, "web: RollingOut, on 2 of 4 nodes");
        line.show(0.5, "web: RollingOut, on 2 of 4 nodes");
        line.end();
        return text.toString();
    }

    @Test
    void aBarShowsTheShare() {
        assertThat(ProgressLine.bar(0)).isEqualTo("[------------------------]");
        assertThat(ProgressLine.bar(0.5)).isEqualTo("[############------------]");
        assertThat(ProgressLine.bar(1)).isEqualTo("[########################]");
    }
}
