package dev.portcullis.telemetry;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The head of an HTTP/1 request (RFC 9112) while it arrives. Only the request line is kept, up to {@value
 * #LONGEST_LINE} bytes.
 */
final class RequestHead {

    static final int LONGEST_LINE = 1_024;
    static final int LONGEST = 16 * 1_024;

    /** The part of a request that decides the answer. */
    sealed interface Request {

        /** GET of a path, without its query. */
        record Get(String path) implements Request {}

        /** A request answered only with an HTTP status and a reason. */
        record Refused(int status, String reason) implements Request {}
    }

    private final StringBuilder line = new StringBuilder(0);
    private boolean lineIsWhole;
    private int bytes;
    private int bytesOfHeader;

    /** Takes the bytes that arrived; returns the request once it is known. */
    Optional<Request> take(ByteBuffer arrived) {
        while (arrived.hasRemaining()) {
            byte next = arrived.get();
            if (++bytes > LONGEST) {
                return refused(431, "Request Header Fields Too Large");
            }
            if (next == '\r') {
                continue;
            }
            if (!lineIsWhole) {
                if (next != '\n') {
                    if (line.length() == LONGEST_LINE) {
                        return refused(414, "URI Too Long");
                    }
                    line.append((char) (next & 0xff));
                } else {
                    // Empty lines before a request are ignored.
                    lineIsWhole = !line.isEmpty();
                }
            } else if (next != '\n') {
                bytesOfHeader++;
            } else if (bytesOfHeader == 0) {
                return Optional.of(request(line.toString()));
            } else {
                bytesOfHeader = 0;
            }
        }
        return Optional.empty();
    }

    private static Request request(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[1].startsWith("/")) {
            return new Request.Refused(400, "Bad Request");
        }
        if (!parts[2].startsWith("HTTP/1.")) {
            return new Request.Refused(505, "HTTP Version Not Supported");
        }
        if (!parts[0].equals("GET")) {
            return new Request.Refused(405, "Method Not Allowed");
        }
        int query = parts[1].indexOf('?');
        return new Request.Get(query < 0 ? parts[1] : parts[1].substring(0, query));
    }

    private static Optional<Request> refused(int status, String reason) {
        return Optional.of(new Request.Refused(status, reason));
    }
}
