package dev.portcullis.cli.cluster;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.block.Block;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.rendition.Tombstone;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import dev.portcullis.stream.JsonTokens;
import dev.portcullis.usage.BlockCover;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which objects' documents hold a block, as their ConfigMaps tell.
 *
 * @param block the block
 * @param since the revisions since which they do; {@link #NOT} for documents that may lack it
 */
record BlockCovers(Block block, Map<Subject, Long> since) {

    /** No revision at all. */
    static final long NOT = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Copies what it is given. */
    BlockCovers {
        since = Map.copyOf(since);
    }

    /**
     * Lists the ConfigMaps of all objects; none is ever in memory with its documents.
     *
     * @param key the block's {@link BlockMarks#key}
     * @param decided whether every object was rendered with the block: then documents without a mark denied before what it
     *     denies
     */
    static BlockCovers read(KubernetesClient client, String namespace, Block block, String key, boolean decided) {
        ItemList list = new ItemList(
                new Answers(ApiConnection.of(client), PATIENCE),
                "api/v1/namespaces/" + namespace + "/configmaps",
                Map.of("labelSelector", Carrier.KIND_LABEL));
        Map<Subject, Long> since = new HashMap<>();
        list.read(
                item -> {
                    Metadata metadata = new Metadata();
                    JsonTokens.fields(item, (field, value) -> {
                        if (field.equals("metadata")) {
                            metadata.read(value);
                        }
                    });
                    metadata.subject()
                            .ifPresent(subject -> since.put(
                                    subject, metadata.since(key).orElse(decided ? metadata.revision() : NOT)));
                },
                () -> {});
        return new BlockCovers(block, since);
    }

    /** What is known of the object that a file belongs to. */
    BlockCover of(FilePath file) {
        Subject object = file.subject();
        boolean exempt =
                switch (object.kind()) {
                    case SECCOMP_PROFILE -> block.exemptsProfile(object.name());
                    case CAPABILITY_POLICY -> block.exemptsPolicy(object.name());
                    case SYSCALL_BLOCK, PROFILE_OBSERVATION -> false;
                };
        Long revision = since.get(object);
        if (exempt) {
            return new BlockCover.Exempt();
        }
        if (revision == null) {
            return new BlockCover.NoObject();
        }
        return revision == NOT ? new BlockCover.Lacking() : new BlockCover.Since(revision);
    }

    /** What a ConfigMap says of itself; its fields may come in any order. */
    private static final class Metadata {

        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, String> labels = new HashMap<>();
        private final Map<String, String> annotations = new HashMap<>();

        void read(JsonParser metadata) throws IOException {
            JsonTokens.fields(metadata, (field, value) -> {
                switch (field) {
                    case "name", "resourceVersion" -> texts.put(field, JsonTokens.text(value));
                    case "labels" -> labels.putAll(JsonTokens.texts(value));
                    case "annotations" -> annotations.putAll(JsonTokens.texts(value));
                    default -> {}
                }
            });
        }

        Optional<Subject> subject() {
            return annotations.containsKey(Tombstone.FOR_ANNOTATION)
                    ? Optional.empty()
                    : Kind.ofLabel(labels.getOrDefault(Carrier.KIND_LABEL, ""))
                            .flatMap(kind -> kind.objectName(texts.getOrDefault("name", ""))
                                    .map(name -> new Subject(kind, name)));
        }

        long revision() {
            return Long.parseLong(texts.getOrDefault("resourceVersion", "0"));
        }

        Optional<Long> since(String key) {
            return Optional.ofNullable(BlockMarks.read(annotations.get(BlockMarks.ANNOTATION), revision())
                    .since()
                    .get(key));
        }
    }
}
