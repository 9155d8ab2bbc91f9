package dev.portcullis.observer;

/** Finds the end of a JSON object in bytes that arrive in parts, since a runtime may keep its connection open behind it. */
final class JsonExtent {

    private int depth;
    private boolean text;
    private boolean escaped;
    private boolean complete;

    /** Looks at more bytes; returns whether the object that began first is complete. */
    boolean add(byte[] bytes) {
        for (int i = 0; i < bytes.length && !complete; i++) {
            add(bytes[i]);
        }
        return complete;
    }

    private void add(byte one) {
        if (text) {
            text = escaped || one != '"';
            escaped = !escaped && one == '\\';
            return;
        }
        switch (one) {
            case '"' -> text = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth--;
                complete = depth <= 0;
            }
            default -> {}
        }
    }
}
