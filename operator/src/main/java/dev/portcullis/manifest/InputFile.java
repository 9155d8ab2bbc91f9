package dev.portcullis.manifest;

import dev.portcullis.wording.SystemReason;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A file to read: plain or packed with gzip, in UTF-8 or UTF-16, with or without a byte order mark.
 *
 * @param label how messages name it
 * @param path the file; null for standard input
 * @param named whether the command line names it, rather than a folder above it
 */
public record InputFile(String label, @Nullable Path path, boolean named) {

    /** The most bytes, unpacked. The API server accepts far less: 1.5 MiB an object. */
    static final int MAX_BYTES = 16 << 20;

    private static final Path DASH = Path.of("-");
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    /** A byte order mark, or a character of ASCII with a zero byte beside it, twice. */
    private static final Pattern LITTLE_ENDIAN = Pattern.compile("\\xff\\xfe(?!\\x00\\x00)|(?:[\\t-~]\\x00){2}");

    private static final Pattern BIG_ENDIAN = Pattern.compile("\\xfe\\xff|(?:\\x00[\\t-~]){2}");
    private static final String TOO_LARGE = "the file has more than 16 MiB";
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** The file that an argument names; {@code -} is standard input. */
    public static InputFile named(Path argument) {
        if (argument.equals(DASH)) {
            return new InputFile("stdin", null, true);
        }
        return new InputFile(label(argument), argument, true);
    }

    /** A path without steps that lead nowhere; {@code ..} stays, because it may lead out of a link. */
    static String label(Path path) {
        String plain = (path.startsWith("..") || path.toString().contains("/..") ? path : path.normalize()).toString();
        return plain.isEmpty() ? "." : plain;
    }

    /** Opens it for reading, unpacked, with a byte order mark left out. Closing it leaves standard input open. */
    public BufferedInputStream open(InputStream standardInput) throws IOException {
        BufferedInputStream bytes =
                new BufferedInputStream(path == null ? new Unclosed(standardInput) : Files.newInputStream(path));
        try {
            BufferedInputStream unpacked =
                    skips(bytes, GZIP, false) ? new BufferedInputStream(new GZIPInputStream(bytes)) : bytes;
            BufferedInputStream text = inUtf8(unpacked);
            skips(text, BYTE_ORDER_MARK, true);
            return text;
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** The same text in UTF-8 where it is in UTF-16, as PowerShell writes it. Refuses formats that are no text. */
    private static BufferedInputStream inUtf8(BufferedInputStream stream) throws IOException {
        stream.mark(OtherFormat.HEAD);
        String head = new String(stream.readNBytes(OtherFormat.HEAD), StandardCharsets.ISO_8859_1);
        stream.reset();
        Optional<OtherFormat> other = OtherFormat.ofBytes(head);
        if (other.isPresent()) {
            throw new IOException(other.get().message());
        }
        boolean littleEndian = LITTLE_ENDIAN.matcher(head).lookingAt();
        if (!littleEndian && !BIG_ENDIAN.matcher(head).lookingAt()) {
            return stream;
        }
        byte[] text = stream.readNBytes(2 * MAX_BYTES + 1);
        if (text.length > 2 * MAX_BYTES) {
            throw new IOException(TOO_LARGE);
        }
        String decoded = new String(text, littleEndian ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
        stream.close();
        return new BufferedInputStream(new ByteArrayInputStream(decoded.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns whether the stream begins with these bytes, and if so and if asked to, skips them. */
    private static boolean skips(BufferedInputStream stream, byte[] start, boolean skip) throws IOException {
        stream.mark(start.length);
        boolean found = Arrays.equals(stream.readNBytes(start.length), start);
        if (!found || !skip) {
            stream.reset();
        }
        return found;
    }

    /**
     * The text; empty when it cannot be read, and then a diagnostic says why. Files below a named folder need not be
     * manifests, so that their contents are no error.
     */
    public Optional<String> text(InputStream standardInput, List<Diagnostic> diagnostics) {
        try (InputStream stream = open(standardInput)) {
            return rest(stream, diagnostics);
        } catch (IOException e) {
            diagnostics.add(unreadable(e));
            return Optional.empty();
        }
    }

    /** The rest of the text, once it is open. */
    public Optional<String> rest(InputStream opened, List<Diagnostic> diagnostics) throws IOException {
        byte[] bytes = opened.readNBytes(MAX_BYTES + 1);
        Optional<Diagnostic> wrong = Optional.empty();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        if (bytes.length > MAX_BYTES) {
            wrong = Optional.of(error(Problem.UNREADABLE, Position.FILE, TOO_LARGE));
        } else if (StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), text, true)
                .isError()) {
            text.flip();
            wrong = Optional.of(error(
                    Problem.NOT_UTF8,
                    Position.ofIndex(text, text.length()),
                    "the file is not UTF-8 text from here on; save it as UTF-8"));
        }
        wrong.filter(diagnostic -> named).ifPresent(diagnostics::add);
        return wrong.isPresent() ? Optional.empty() : Optional.of(text.flip().toString());
    }

    /** The diagnostic for a file that cannot be read, in the words of the system. */
    public Diagnostic unreadable(IOException failure) {
        return error(Problem.UNREADABLE, Position.FILE, reason(failure));
    }

    private Diagnostic error(Problem problem, Position position, String message) {
        return Diagnostic.error(problem, label, position, "", message);
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case ZipException damaged -> "the gzip file is damaged: " + damaged.getMessage();
            case EOFException cut -> "the gzip file is cut off";
            default -> SystemReason.of(failure);
        };
    }

    private static final class Unclosed extends FilterInputStream {

        Unclosed(InputStream stream) {
            super(stream);
        }

        @Override
        public void close() {
            // Another argument may read on.
        }
    }
}
