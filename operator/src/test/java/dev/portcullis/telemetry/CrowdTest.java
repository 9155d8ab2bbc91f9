package dev.portcullis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class CrowdTest {

    private final Crowd<String> crowd = new Crowd<>();

    @Test
    void theAddressWithMostConnectionsMakesRoomAndNoOther() {
        crowd.add("kubelet", address(1));
        for (int i = 1; i <= 5; i++) {
            crowd.add("attacker " + i, address(2));
        }
        for (int i = 1; i <= 4; i++) {
            assertThat(crowd.first()).contains("attacker " + i);
            crowd.remove("attacker " + i);
        }
        // One each: now who came first.
        assertThat(crowd.first()).contains("kubelet");
    }

    @Test
    void amongEqualsTheOldestGoes() {
        crowd.add("a1", address(1));
        crowd.add("b1", address(2));
        crowd.add("b2", address(2));
        crowd.add("a2", address(1));
        assertThat(crowd.first()).contains("a1");
        assertThat(crowd.oldest()).contains("a1");
        crowd.remove("a1");
        assertThat(crowd.first()).contains("b1");
        assertThat(crowd.size()).isEqualTo(3);
    }

    @Test
    void nothingIsLeftOfThoseThatHaveGone() {
        crowd.add("a", address(1));
        crowd.remove("a");
        crowd.remove("a");
        assertThat(crowd.size()).isZero();
        assertThat(crowd.first()).isEmpty();
        assertThat(crowd.oldest()).isEmpty();
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
