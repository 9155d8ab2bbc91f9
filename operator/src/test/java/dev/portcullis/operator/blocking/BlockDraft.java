package dev.portcullis.operator.blocking;

import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockSpec;
import dev.portcullis.block.BlockReader;
import dev.portcullis.block.BlockReading;
import dev.portcullis.rendition.BlockMarks;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A SyscallBlock of a test. */
record BlockDraft(String name, long generation, @Nullable String expires, List<String> exempt, String syscall) {

    static BlockDraft of(String name) {
        return new BlockDraft(name, 1, null, List.of(), "socket");
    }

    BlockDraft generation(long other) {
        return new BlockDraft(name, other, expires, exempt, syscall);
    }

    BlockDraft expires(String time) {
        return new BlockDraft(name, generation, time, exempt, syscall);
    }

    BlockDraft exempting(String... names) {
        return new BlockDraft(name, generation, expires, List.of(names), syscall);
    }

    BlockDraft denying(String other) {
        return new BlockDraft(name, generation, expires, exempt, other);
    }

    SyscallBlock made() {
        SyscallBlock block = new SyscallBlock();
        block.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withUid("uid-" + name)
                .withGeneration(generation)
                .build());
        block.setSpec(new SyscallBlockSpec(
                List.of(new BlockedSyscalls(List.of(syscall), null, null, null, null)),
                null,
                expires,
                exempt,
                null,
                null));
        return block;
    }

    BlockInForce inForce() {
        BlockReading.Read read = (BlockReading.Read) BlockReader.read(name, made().getSpec());
        return new BlockInForce(read.block(), BlockMarks.key(made()));
    }
}
