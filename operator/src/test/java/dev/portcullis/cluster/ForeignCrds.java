package dev.portcullis.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Shell;
import java.util.Map;

/** The CRDs of another project, in the tests' cluster from {@link #install} on. */
public record ForeignCrds(String file) implements AutoCloseable {

    /** Fetches those of a project that {@code hack/foreign-crds} knows; where they cannot be had, the tests are skipped. */
    public static ForeignCrds fetch(String project) {
        Shell.Ended fetched = Shell.run(Map.of(), "hack/foreign-crds", project);
        assumeTrue(fetched.isSuccess(), "hack/foreign-crds could not fetch the CRDs of " + project);
        return new ForeignCrds(fetched.expectSuccess().output().strip());
    }

    /** Installs them. */
    public void install() {
        Cluster.shared().kubectl("apply", "--server-side", "-f", file).expectSuccess();
        Cluster.shared()
                .kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", file)
                .expectSuccess();
    }

    @Override
    public void close() {
        Cluster.shared().kubectl("delete", "-f", file).expectSuccess();
    }
}
