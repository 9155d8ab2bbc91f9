package dev.portcullis.manifest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments {@code # portcullis: ignore CODE, CODE reason} in YAML. Behind a line's content they accept findings of that
 * line; on lines of their own, those of the next line with content. JSON has no comments.
 *
 * @param codes the accepted codes by file and line
 */
public record IgnoreComments(Map<String, Map<Integer, Set<String>>> codes) {

    private static final String WORD = "portcullis: ignore";
    private static final Pattern COMMENT =
            Pattern.compile("(?:^|\\s)#\\s*" + WORD + "\\s+([A-Z]\\w*(?:\\s*,\\s*[A-Z]\\w*)*)");

    /** None. */
    public static IgnoreComments none() {
        return new IgnoreComments(new HashMap<>());
    }

    /** All of several sets of files. */
    public static IgnoreComments of(List<IgnoreComments> all) {
        IgnoreComments together = none();
        all.forEach(one -> together.codes.putAll(one.codes));
        return together;
    }

    /** Adds those of a file. */
    void read(String file, String text) {
        if (!text.contains(WORD)) {
            return;
        }
        Map<Integer, Set<String>> lines = codes.computeIfAbsent(file, name -> new HashMap<>());
        Set<String> pending = new HashSet<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            Matcher comment = COMMENT.matcher(line);
            if (comment.find()) {
                pending.addAll(List.of(comment.group(1).split("\\s*,\\s*", -1)));
            }
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                lines.computeIfAbsent(number, any -> new HashSet<>()).addAll(pending);
                pending.clear();
            }
        }
    }

    /** Returns whether a comment accepts this. */
    public boolean accept(Diagnostic diagnostic) {
        return codes.getOrDefault(diagnostic.file(), Map.of())
                .getOrDefault(diagnostic.position().line(), Set.of())
                .contains(diagnostic.code());
    }
}
