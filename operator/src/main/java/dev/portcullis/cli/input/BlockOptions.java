package dev.portcullis.cli.input;

import dev.portcullis.block.Blocks;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.manifest.check.NamedManifests;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The SyscallBlocks with which a command renders. */
public final class BlockOptions {

    @Option(
            names = "--block",
            paramLabel = "FILE",
            description =
                    "Files or folders of SyscallBlocks that are in force, expired ones too. The option can be given"
                            + " several times.")
    private List<Path> files = List.of();

    /** Reads the files. */
    public GivenBlocks read() {
        if (files.isEmpty()) {
            return new GivenBlocks(Blocks.NONE, List.of());
        }
        ManifestSet read = ManifestSet.read(Set.of(ManifestKind.SYSCALL_BLOCK), files, System.in);
        var named = NamedManifests.of(read.of(ManifestKind.SYSCALL_BLOCK), CheckedManifest::ofBlock);
        GivenBlocks given = GivenBlocks.of(named, Instant.MIN);
        List<Diagnostic> all = Stream.of(read.diagnostics(), named.diagnostics(), given.diagnostics())
                .flatMap(List::stream)
                .toList();
        return new GivenBlocks(given.blocks(), all);
    }
}
