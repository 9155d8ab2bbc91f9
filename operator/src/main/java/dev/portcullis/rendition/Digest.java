package dev.portcullis.rendition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests in lower-case hexadecimal, as annotations, status and sha256sum(1) write them. */
public final class Digest {

    private Digest() {}

    private static final int PART = 16 << 10;

    /** The digest of this text in UTF-8. */
    public static String sha256(String text) {
        MessageDigest digest = sha256();
        // In parts, so that a text of a megabyte is not copied for its digest.
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + PART);
            // A high surrogate before another one stands alone: only a pair has to stay together.
            if (end < text.length() && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
                end++;
            }
            digest.update(text.substring(start, end).getBytes(StandardCharsets.UTF_8));
            start = end;
        }
        return hex(digest);
    }

    /** The digest of a stream's content, up to this many bytes. */
    public static String sha256(InputStream contents, long limit) throws IOException {
        MessageDigest digest = sha256();
        byte[] part = new byte[PART];
        long left = limit;
        while (left > 0) {
            int read = contents.read(part, 0, (int) Math.min(left, PART));
            if (read < 0) {
                break;
            }
            digest.update(part, 0, read);
            left -= read;
        }
        return hex(digest);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
