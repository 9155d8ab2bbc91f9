package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.Credentials;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The user of a container.
 *
 * @param name its name in output
 * @param credentials its credentials for execve
 */
record ContainerUser(String name, Credentials credentials) {

    /** User ID 0. */
    static final ContainerUser ROOT = new ContainerUser("root", Credentials.ROOT);

    /** Any other user: their capabilities are the same. */
    static final ContainerUser OTHER = new ContainerUser("another user", Credentials.NON_ROOT);

    /** Tells if it is user ID 0. */
    boolean isRoot() {
        return credentials.equals(Credentials.ROOT);
    }

    /** Reads {@code root}, or a user ID. */
    static final class UserConverter implements ITypeConverter<ContainerUser> {

        /** User IDs have 32 bits; the last one means no user. */
        private static final Pattern ID = Pattern.compile("[0-9]{1,10}");

        private static final long LAST = 0xfffffffeL;

        @Override
        public ContainerUser convert(String word) {
            if (word.toLowerCase(Locale.ROOT).equals(ROOT.name)) {
                return ROOT;
            }
            if (!ID.matcher(word).matches() || Long.parseLong(word) > LAST) {
                throw new TypeConversionException("\"" + word + "\" is neither root nor a user ID of 0 to " + LAST);
            }
            long id = Long.parseLong(word);
            return id == 0 ? ROOT : new ContainerUser("user " + id, Credentials.NON_ROOT);
        }
    }
}
