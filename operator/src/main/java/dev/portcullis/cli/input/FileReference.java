package dev.portcullis.cli.input;

import dev.portcullis.wording.EditDistance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;

/**
 * A file on the command line, and which of its objects is meant.
 *
 * @param file a file, a folder, or {@code -} for standard input
 * @param name the object's name; null if none is given
 */
public record FileReference(Path file, @Nullable String name) {

    /** The label of such a parameter in help. */
    public static final String SYNTAX = "FILE[#NAME]";

    /** Parses {@code FILE} or {@code FILE#NAME}; an existing file wins, even with a # in its name. */
    public static FileReference parse(String written) {
        int sign = Files.exists(Path.of(written)) ? -1 : written.lastIndexOf('#');
        return sign < 0
                ? new FileReference(Path.of(written), null)
                : new FileReference(Path.of(written.substring(0, sign)), written.substring(sign + 1));
    }

    /**
     * Refuses to read standard input twice: the second time it is empty.
     *
     * @throws ParameterException if more than one of these is {@code -}
     */
    public static void requireOneStandardInput(List<FileReference> references, CommandLine commandLine) {
        if (references.stream().filter(one -> one.file().equals(Path.of("-"))).count() > 1) {
            throw new ParameterException(
                    commandLine,
                    "standard input can be read only once; name a file instead of one -, or use <(COMMAND)");
        }
    }

    /**
     * The error message for a missing or impossible choice, which says what to write instead.
     *
     * @param name the chosen name; null if none is given
     * @param singular the kind of object, as in "no file holds a ..."
     * @param plural the same, as in "several ..."
     * @param names the names of the objects that are there
     */
    public static String correction(
            List<Path> files, @Nullable String name, String singular, String plural, Collection<String> names) {
        if (name != null) {
            return "no file holds a " + singular + " named " + name
                    + EditDistance.hint(name, names).orElse("");
        }
        if (names.isEmpty()) {
            return "no file holds a " + singular;
        }
        String one = files.size() == 1 ? files.getFirst().toString() : "FILE";
        return (files.size() == 1 ? one + " holds" : "the files hold") + " several " + plural + "; write " + one
                + "#NAME with one of " + String.join(", ", names);
    }

    /** Converts a parameter. */
    public static final class ReferenceConverter implements ITypeConverter<FileReference> {

        @Override
        public FileReference convert(String written) {
            return parse(written);
        }
    }
}
