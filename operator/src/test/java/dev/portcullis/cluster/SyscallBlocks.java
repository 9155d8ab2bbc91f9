package dev.portcullis.cluster;

import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The SyscallBlocks of a test. */
public record SyscallBlocks(KubernetesClient client) {

    /** Applies a block of this spec, in YAML, as people do. */
    public void apply(String name, String spec) {
        tryToApply(name, spec).expectSuccess();
    }

    /** The same for one that the API server may refuse. */
    public Shell.Ended tryToApply(String name, String spec) {
        String manifest = """
                apiVersion: portcullis.dev/v1
                kind: SyscallBlock
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec);
        return Cluster.shared().apply(manifest);
    }

    public void delete(String name) {
        client.resources(SyscallBlock.class).withName(name).delete();
    }

    public void deleteAll() {
        client.resources(SyscallBlock.class).delete();
    }

    public SyscallBlockStatus status(String name) {
        SyscallBlock block = client.resources(SyscallBlock.class).withName(name).get();
        return Optional.ofNullable(block).map(SyscallBlock::getStatus).orElse(SyscallBlockStatus.EMPTY);
    }

    /** What a condition says, as {@code STATUS REASON MESSAGE}; the empty string when there is none. */
    public String said(String name, String type) {
        return status(name).condition(type).map(SyscallBlocks::words).orElse("");
    }

    private static String words(Condition condition) {
        return condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage();
    }
}
