package dev.portcullis.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/** Profiles that are edited one after the other, for as long as something else is tried. */
final class Churn implements AutoCloseable {

    private final KubernetesClient client;
    private final String prefix;
    private final int profiles;
    private final CompletableFuture<Integer> edits;
    private volatile boolean enough;

    /** Creates so many profiles, {@code PREFIX0} and on, and goes on editing them. */
    Churn(KubernetesClient client, String prefix, int profiles) {
        this.client = client;
        this.prefix = prefix;
        this.profiles = profiles;
        edits = CompletableFuture.supplyAsync(this::editOn, ForkJoinPool.commonPool());
    }

    private int editOn() {
        int edit = 0;
        while (!enough) {
            client.resource("""
                    apiVersion: portcullis.dev/v1
                    kind: SeccompProfile
                    metadata: {name: %s%d}
                    spec: {defaultAction: SCMP_ACT_ALLOW, syscalls: [{names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: %d}]}
                    """.formatted(prefix, edit % profiles, 1 + edit % 100))
                    .fieldManager("e2e")
                    .forceConflicts()
                    .serverSideApply();
            edit++;
        }
        return edit;
    }

    /** Ends it; how many edits there were. Fails if one of them did. */
    int end() {
        enough = true;
        return edits.join();
    }

    @Override
    public void close() {
        enough = true;
    }
}
