package dev.portcullis.operator.filelist;

import dev.portcullis.rendition.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;

/**
 * The seccomp files of all objects, in the form in which the admission policy {@code portcullis-unknown-files} searches
 * them: each as pods name it, sorted, between line feeds.
 *
 * @param text a line feed, then a line for each file; or a single line that begins with {@value #TOO_LONG}, as no file does
 */
record FileList(String text) {

    /** A ConfigMap holds at most 1 MiB in all. */
    static final int MAX_BYTES = 900 * 1024;

    /** Begins the line that replaces a list that is too long; the policy then warns of nothing. */
    static final String TOO_LONG = "*";

    static FileList of(Collection<FilePath> files) {
        TreeSet<String> sorted = new TreeSet<>();
        files.forEach(file -> sorted.add(file.localhostProfile()));
        StringBuilder text = new StringBuilder("\n");
        sorted.forEach(file -> text.append(file).append('\n'));
        int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
        return bytes <= MAX_BYTES
                ? new FileList(text.toString())
                : new FileList("\n" + TOO_LONG + " the names of " + sorted.size() + " files have " + bytes
                        + " bytes, which is more than this list holds\n");
    }
}
