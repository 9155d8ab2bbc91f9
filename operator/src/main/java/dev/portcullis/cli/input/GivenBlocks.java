package dev.portcullis.cli.input;

import dev.portcullis.api.SyscallBlockSpec;
import dev.portcullis.block.Block;
import dev.portcullis.block.BlockReader;
import dev.portcullis.block.BlockReading;
import dev.portcullis.block.Blocks;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Diagnostic.Level;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.manifest.check.NamedManifests;
import dev.portcullis.seccomp.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The SyscallBlocks of a command line.
 *
 * @param blocks those that can be read; expired ones too
 * @param diagnostics what is wrong with them
 */
public record GivenBlocks(Blocks blocks, List<Diagnostic> diagnostics) {

    /**
     * Reads those that the API server would accept.
     *
     * @param now when a block counts as expired
     */
    public static GivenBlocks of(NamedManifests<SyscallBlockSpec> manifests, Instant now) {
        List<Block> blocks = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        for (CheckedManifest<SyscallBlockSpec> checked : manifests.byName().values()) {
            if (checked.spec() != null) {
                Manifest manifest = checked.manifest();
                switch (BlockReader.read(manifest.name(), Objects.requireNonNull(checked.spec()))) {
                    case BlockReading.Refused refused ->
                        refused.findings().forEach(one -> diagnostics.add(diagnostic(manifest, Level.ERROR, one)));
                    case BlockReading.Read read -> {
                        blocks.add(read.block());
                        read.warnings().forEach(one -> diagnostics.add(diagnostic(manifest, Level.WARNING, one)));
                        if (read.block().isExpired(now)) {
                            diagnostics.add(diagnostic(
                                    manifest,
                                    Level.WARNING,
                                    new Finding(
                                            Finding.Code.EXPIRED,
                                            "spec.expires",
                                            "the block has expired at "
                                                    + read.block().expires()
                                                    + ", and changes nothing in a cluster; write a later time, or delete"
                                                    + " it")));
                        }
                    }
                }
            }
        }
        return new GivenBlocks(new Blocks(blocks), diagnostics);
    }

    private static Diagnostic diagnostic(Manifest manifest, Level level, Finding finding) {
        return manifest.diagnostic(level, finding.code().reason(), finding.location(), finding.message());
    }
}
