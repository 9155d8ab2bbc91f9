package dev.portcullis.telemetry;

import dev.portcullis.telemetry.RequestHead.Request;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client's connection: one request, one answer, no blocking. */
final class HttpConnection {

    private final SocketChannel channel;
    /** A time of {@link System#nanoTime}. */
    private final long since;

    private final RequestHead head = new RequestHead();
    private @Nullable ByteBuffer answer;
    private boolean hearing = true;

    HttpConnection(SocketChannel channel, long since) {
        this.channel = channel;
        this.since = since;
    }

    long since() {
        return since;
    }

    /**
     * Does everything that can be done without waiting.
     *
     * @param scratch buffer for the bytes that pass through
     * @return the {@link SelectionKey} operations to wait for; 0 when the connection is done
     */
    int turn(ByteBuffer scratch, Function<Request, Response> answers) throws IOException {
        if (hearing) {
            hear(scratch, answers);
        }
        ByteBuffer toSend = answer;
        if (toSend != null && toSend.hasRemaining()) {
            send(toSend, scratch);
            if (!toSend.hasRemaining()) {
                channel.shutdownOutput();
            }
        }
        boolean sending = toSend != null && toSend.hasRemaining();
        // Also when all is sent: unread bytes stay in the kernel, and count, until the client reads them.
        return (hearing ? SelectionKey.OP_READ : 0) | (sending ? SelectionKey.OP_WRITE : 0);
    }

    private void hear(ByteBuffer scratch, Function<Request, Response> answers) throws IOException {
        hearing = channel.read(scratch.clear()) >= 0;
        if (answer == null) {
            Optional<Request> request = head.take(scratch.flip());
            if (request.isPresent()) {
                answer = answers.apply(request.get()).toSend();
            }
        }
    }

    private void send(ByteBuffer toSend, ByteBuffer scratch) throws IOException {
        int sent;
        do {
            scratch.clear();
            int next = Math.min(scratch.remaining(), toSend.remaining());
            scratch.put(toSend.slice(toSend.position(), next)).flip();
            sent = channel.write(scratch);
            toSend.position(toSend.position() + sent);
        } while (sent > 0 && toSend.hasRemaining());
    }

    /**
     * Closes it so that the kernel keeps nothing of it. A client that closes after reading everything sees no
     * difference; one that has shut down its sending side early may miss the end of a long answer.
     */
    void close() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is gone.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone.
        }
    }
}
