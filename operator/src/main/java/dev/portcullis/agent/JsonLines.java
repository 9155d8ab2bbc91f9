package dev.portcullis.agent;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of bytes, as it arrives, into lines. */
final class JsonLines {

    private ByteArrayOutputStream open = new ByteArrayOutputStream();

    /** The lines that these bytes complete. */
    List<byte[]> accept(ByteBuffer bytes) {
        List<byte[]> lines = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                if (open.size() > 0) {
                    lines.add(open.toByteArray());
                }
                // A new one, so that one long line does not hold its memory for ever.
                open = new ByteArrayOutputStream();
            } else {
                open.write(next);
            }
        }
        return lines;
    }
}
