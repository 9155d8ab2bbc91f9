package dev.portcullis.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeFilesTest {

    @Test
    void aNodeWithoutFilesIsNotNamed() {
        assertThat(NodeFiles.left(List.of(report("a", status(0, List.of()))), Set.of()))
                .isEmpty();
    }

    @Test
    void theOthersAreNamedInOrderWithWhatTheyHave() {
        List<NodeSync> reports = List.of(
                report("c", status(1, List.of(new FileFailure("x.json", "NoSpace", "the disk is full")))),
                report("b", null),
                report("a", status(2, List.of())));
        assertThat(NodeFiles.left(reports, Set.of()))
                .containsExactly(
                        "a: 2 files",
                        "b: its agent has not reported yet",
                        "c: 1 file; x.json (NoSpace: the disk is full)");
    }

    @Test
    void aFileThatCannotBeRemovedCounts() {
        NodeSyncStatus failed = status(0, List.of(new FileFailure("x.json", "ReadOnly", "read-only file system")));
        assertThat(NodeFiles.left(List.of(report("a", failed)), Set.of()))
                .containsExactly("a: 0 files; x.json (ReadOnly: read-only file system)");
    }

    @Test
    void aNodeThatIsAwayIsLeftOut() {
        assertThat(NodeFiles.left(List.of(report("a", status(2, List.of()))), Set.of("a")))
                .isEmpty();
    }

    private static NodeSync report(String node, @Nullable NodeSyncStatus status) {
        NodeSync sync = new NodeSync();
        sync.setMetadata(new ObjectMetaBuilder().withName(node).build());
        sync.setStatus(status);
        return sync;
    }

    private static NodeSyncStatus status(int files, List<FileFailure> failures) {
        return new NodeSyncStatus(1, files, failures.size(), failures, null, null, "amd64", "6.1", "0.1.0", null);
    }
}
