package dev.portcullis.operator.observing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.api.Uint64;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeReportsTest {

    private final NodeReports reports = new NodeReports(new KubernetesSerialization());

    @Test
    void whatANodeTellsIsReadBackAsItWas() {
        NodeObservationStatus one = status("n1", 7);
        reports.put("uid", "o.n1", one);
        reports.put("uid", "o.n2", status("n2", 1));
        reports.put("other", "p.n1", status("n1", 2));
        assertThat(reports.of("uid")).containsExactly(one, status("n2", 1));
        assertThat(reports.of("none")).isEmpty();
    }

    @Test
    void theVersionTellsOfEveryChange() {
        assertThat(reports.version("uid")).isZero();
        reports.put("uid", "o.n1", status("n1", 1));
        long first = reports.version("uid");
        assertThat(first).isPositive();
        reports.put("uid", "o.n1", status("n1", 2));
        long second = reports.version("uid");
        assertThat(second).isGreaterThan(first);
        reports.remove("uid", "o.n2");
        assertThat(reports.version("uid")).isEqualTo(second);
        reports.remove("uid", "o.n1");
        assertThat(reports.version("uid")).isGreaterThan(second);
        assertThat(reports.of("uid")).isEmpty();
        reports.forget("uid");
        assertThat(reports.version("uid")).isZero();
    }

    private static NodeObservationStatus status(String node, long calls) {
        return new NodeObservationStatus(
                node,
                "amd64",
                "6.18",
                "1",
                null,
                null,
                1,
                1,
                calls,
                0,
                null,
                List.of(new ObservedSyscall(
                        "socket",
                        "SCMP_ARCH_X86_64",
                        ObservedSyscall.PROGRAM,
                        calls,
                        null,
                        null,
                        List.of(new ObservedValue(0, new Uint64(-1), calls)),
                        null)),
                null,
                null);
    }
}
