package dev.portcullis.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cli.fleet.FleetObject.Standing;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import org.junit.jupiter.api.Test;

class FleetObjectTest {

    @Test
    void readsWhatStatusSaysAndNoRules() {
        FleetObject object = FleetDraft.ready("nginx", 3, 42);
        assertThat(object.subject()).isEqualTo(Subject.profile("nginx"));
        assertThat(object.version()).isEqualTo(77);
        assertThat(object.standing()).isEqualTo(Standing.READY);
        assertThat(object.nodes()).isEqualTo("3/3");
        assertThat(object.status().revision()).isEqualTo(42);
    }

    @Test
    void anObjectThatNobodyLookedAtSinceItChangedIsNotReady() {
        FleetObject object = FleetDraft.unseen("late");
        assertThat(object.standing()).isEqualTo(Standing.WAITING);
        assertThat(object.reason()).isEqualTo(FleetObject.NOT_SEEN);
        assertThat(object.message())
                .isEqualTo("the operator has not looked at generation 3 yet; its status is about generation 2");
    }

    @Test
    void aPolicyThatTheApiServerDoesNotEnforceHasFailed() {
        assertThat(policy("NotApplied").standing()).isEqualTo(Standing.FAILED);
        assertThat(policy("NotApplied").reason()).isEqualTo("NotApplied");
        assertThat(policy("NotApplied").message()).isEqualTo("the API server refuses it");
        assertThat(policy("Off").standing()).isEqualTo(Standing.READY);
    }

    @Test
    void aBlockThatIsOverIsAsItShouldBe() {
        assertThat(FleetDraft.unready(Kind.SYSCALL_BLOCK, "old", "Expired", "it ended", 0, 0)
                        .standing())
                .isEqualTo(Standing.READY);
    }

    @Test
    void wordsNameObjects() {
        assertThat(ObjectWords.parse("web")).contains(Subject.profile("web"));
        assertThat(ObjectWords.parse("scp/web")).contains(Subject.profile("web"));
        assertThat(ObjectWords.parse("policy/web")).contains(Subject.policy("web"));
        assertThat(ObjectWords.parse("block/web")).contains(Subject.block("web"));
        assertThat(ObjectWords.parse("pod/web")).isEmpty();
        assertThat(ObjectWords.parse("policy/")).isEmpty();
    }

    private static FleetObject policy(String reason) {
        return FleetDraft.read(Kind.CAPABILITY_POLICY, """
                {"metadata": {"name": "web", "generation": 1},
                 "status": {"observedGeneration": 1, "conditions": [
                  {"type": "Ready", "status": "True", "reason": "Synced", "message": "on 2 nodes"},
                  {"type": "Enforced", "status": "False", "reason": "%s", "message": "the API server refuses it"}]}}""".formatted(reason));
    }
}
