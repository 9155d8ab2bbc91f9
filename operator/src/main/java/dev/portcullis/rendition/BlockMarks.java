package dev.portcullis.rendition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.SyscallBlock;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Since which revision of its ConfigMap an object's documents hold each block. An annotation of the ConfigMap keeps it,
 * so that an edit of a profile does not make containers seem to be exposed that started before the edit, nor does a
 * restart of the operator.
 *
 * @param since revisions by {@link #key}
 */
public record BlockMarks(SortedMap<String, Long> since) {

    /** The annotation. */
    public static final String ANNOTATION = "portcullis.dev/blocks";

    /** Of documents that hold no block, or none that is known. */
    public static final BlockMarks NONE = new BlockMarks(new TreeMap<>());

    /** What stands for the revision of the ConfigMap itself, which is not known before it is written. */
    private static final String THIS = "this";

    private static final int KEY_DIGITS = 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern MARK = Pattern.compile("(?<!\\S)([^\\s=]+)=(" + THIS + "|[0-9]{1,18})(?!\\S)");

    public BlockMarks {
        since = Collections.unmodifiableSortedMap(new TreeMap<>(since));
    }

    /** Tells a block's denials from those of every other block, and from its own before an edit. */
    public static String key(SyscallBlock block) {
        try {
            String digest =
                    Digest.sha256(JSON.writeValueAsString(block.getSpec().syscalls()));
            return block.getMetadata().getName() + "@" + digest.substring(0, KEY_DIGITS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads the annotation; what is not understood is left out.
     *
     * @param text its value; null when there is none
     * @param revision of the ConfigMap
     */
    public static BlockMarks read(@Nullable String text, long revision) {
        if (text == null) {
            return NONE;
        }
        SortedMap<String, Long> since = new TreeMap<>();
        Matcher mark = MARK.matcher(text);
        while (mark.find()) {
            since.put(mark.group(1), mark.group(2).equals(THIS) ? Long.valueOf(revision) : Long.valueOf(mark.group(2)));
        }
        return new BlockMarks(since);
    }

    /** Adds blocks that the same documents hold too, as it turned out: they do since this revision, if not before. */
    public BlockMarks and(Iterable<String> keys, long revision) {
        SortedMap<String, Long> more = new TreeMap<>(since);
        keys.forEach(key -> more.putIfAbsent(key, revision));
        return new BlockMarks(more);
    }

    /** Forgets all other blocks. */
    public BlockMarks only(Set<String> keys) {
        SortedMap<String, Long> some = new TreeMap<>(since);
        some.keySet().retainAll(keys);
        return new BlockMarks(some);
    }

    /** The annotation for new documents, which hold just these blocks. */
    public String next(Iterable<String> keys) {
        Map<String, String> marks = new TreeMap<>();
        keys.forEach(key -> {
            Long known = since.get(key);
            marks.put(key, known == null ? THIS : Long.toString(known));
        });
        return marks.entrySet().stream()
                .map(mark -> mark.getKey() + "=" + mark.getValue())
                .collect(Collectors.joining(" "));
    }
}
