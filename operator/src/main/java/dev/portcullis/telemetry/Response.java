package dev.portcullis.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An HTTP/1.1 response, ready to send, with {@code Connection: close}. */
final class Response {

    static final String PLAIN = "text/plain; charset=utf-8";

    private final byte[] bytes;

    private Response(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A response with nothing but a status. */
    static Response of(int status, String reason) {
        return of(status, reason, PLAIN, reason + "\n");
    }

    static Response of(int status, String reason, String type, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + " " + reason + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + body.length + (status == 405 ? "\r\nAllow: GET" : "") + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return new Response(ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array());
    }

    /** The bytes to send; everyone who gets this response shares them. */
    ByteBuffer toSend() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
}
