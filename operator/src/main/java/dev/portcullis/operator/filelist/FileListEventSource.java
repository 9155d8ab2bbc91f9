package dev.portcullis.operator.filelist;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Tells the {@link FileListWriter} of changes to objects of one kind. Triggers no reconciliation. */
public final class FileListEventSource<P extends HasMetadata> extends AbstractEventSource<FilePath, P>
        implements ResourceEventAware<P> {

    private final Kind kind;
    private final Cache<P> cache;
    private final FileListWriter writer;

    public FileListEventSource(Kind kind, Cache<P> cache, FileListWriter writer) {
        super(FilePath.class, "file-list");
        this.kind = kind;
        this.cache = cache;
        this.writer = writer;
    }

    /** JOSDK calls this once the cache is filled (EventSourceManager.start). */
    @Override
    public void start() {
        super.start();
        writer.read(kind, () -> cache.list(object -> true).flatMap(object -> file(object).stream()));
    }

    @Override
    public void onResourceCreated(P object) {
        writer.changed();
    }

    @Override
    public void onResourceUpdated(P object, P before) {
        if (!Objects.equals(
                object.getMetadata().getGeneration(), before.getMetadata().getGeneration())) {
            writer.changed();
        }
    }

    @Override
    public void onResourceDeleted(P object) {
        writer.changed();
    }

    @Override
    public Set<FilePath> getSecondaryResources(P object) {
        return Set.of();
    }

    private Optional<FilePath> file(P object) {
        boolean hasSeccomp =
                switch (object) {
                    case CapabilityPolicy policy -> policy.getSpec().hasSeccompProfile();
                    case SyscallBlock block -> block.getSpec().fillsPods();
                    default -> true;
                };
        return hasSeccomp
                ? Optional.of(new FilePath(kind, object.getMetadata().getName(), Content.SECCOMP))
                : Optional.empty();
    }
}
