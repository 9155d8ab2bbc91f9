package dev.portcullis.operator.filelist;

import dev.portcullis.rendition.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;

/**
 * The seccomp files that all objects render, as the admission policy {@code portcullis-unknown-files} looks them up: each as
 * pods name it, sorted, with a line feed before and behind.
 *
 * @param text a line feed, and a line for each file; or a line that begins with {@value #TOO_LONG}, which no file does
 */
record FileList(String text) {

    /** A ConfigMap holds 1 MiB with everything in it. */
    static final int MAX_BYTES = 900 * 1024;

    /** Begins the line that stands in place of a list that is longer; the policy is silent then. */
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
