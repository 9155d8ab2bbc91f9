package dev.portcullis.operator.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Filters JSON texts as they arrive in pieces: only the wanted members pass, and each text only when it is complete,
 * followed by a line feed. Everything else is skipped to its end and takes no memory. The texts must be well-formed;
 * the output for others is undefined.
 */
public final class JsonSieve {

    /** The prefix of the SHA-256 that replaces a text. */
    public static final String DIGEST_PREFIX = "sha256:";

    /** The treatment of an object's member. */
    enum Verdict {
        /** It passes; the rule is asked about each member below it. */
        KEEP,
        /** It is left out. */
        DROP,
        /** A text passes as {@link #DIGEST_PREFIX} and its digest; anything else is left out. */
        DIGEST
    }

    /** Decides what is wanted. */
    @FunctionalInterface
    interface Rule {

        /** The verdict on the member at this path of names from the outermost object; arrays add no name. */
        Verdict on(List<String> path);
    }

    private enum State {
        BEFORE_VALUE,
        IN_TEXT,
        IN_LITERAL,
        AFTER_VALUE,
        BEFORE_KEY,
        IN_KEY,
        BEFORE_COLON,
        DROPPING,
        DROPPING_TEXT,
        BEFORE_DIGEST,
        IN_DIGEST
    }

    private static final class Container {

        private final boolean isObject;
        private boolean hasMembers;

        Container(boolean isObject) {
            this.isObject = isObject;
        }
    }

    private final Rule rule;
    private final ByteArrayOutputStream complete = new ByteArrayOutputStream();
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private final ByteArrayOutputStream key = new ByteArrayOutputStream();
    private final List<String> path = new ArrayList<>();
    private final List<String> seenPath = Collections.unmodifiableList(path);
    private final Deque<Container> open = new ArrayDeque<>();
    private State state = State.BEFORE_VALUE;
    private Verdict verdict = Verdict.KEEP;
    private boolean escaped;
    private int dropped;
    private @Nullable JsonTextDigest digest;

    JsonSieve(Rule rule) {
        this.rule = rule;
    }

    /** The wanted bytes of the texts that end in this piece. */
    byte[] pass(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        int at = 0;
        while (at < bytes.length) {
            at = state == State.DROPPING_TEXT ? endOfText(bytes, at) : at + (take(bytes[at]) ? 1 : 0);
        }
        byte[] passed = complete.toByteArray();
        complete.reset();
        return passed;
    }

    /** Skips fast: nearly all that arrives is in texts that are left out. */
    private int endOfText(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (escaped) {
                escaped = false;
            } else if (bytes[at] == '\\') {
                escaped = true;
            } else if (bytes[at] == '"') {
                state = State.DROPPING;
                dropped();
                return at + 1;
            }
        }
        return bytes.length;
    }

    /** Returns whether the byte was consumed; otherwise it must be taken again in the new state. */
    private boolean take(byte b) {
        switch (state) {
            case BEFORE_VALUE -> beforeValue(b);
            case IN_TEXT -> {
                current.write(b);
                if (endsText(b)) {
                    ended();
                }
            }
            case IN_LITERAL -> {
                if (isDelimiter(b)) {
                    ended();
                    return false;
                }
                current.write(b);
            }
            case AFTER_VALUE -> afterValue(b);
            case BEFORE_KEY -> {
                if (b == '"') {
                    key.reset();
                    state = State.IN_KEY;
                } else if (b == '}') {
                    close(b);
                }
            }
            case IN_KEY -> {
                if (endsText(b)) {
                    path.add(key.toString(StandardCharsets.UTF_8));
                    verdict = rule.on(seenPath);
                    state = State.BEFORE_COLON;
                } else {
                    key.write(b);
                }
            }
            case BEFORE_COLON -> {
                if (b == ':') {
                    member();
                }
            }
            case DROPPING -> {
                return drop(b);
            }
            case DROPPING_TEXT -> throw new IllegalStateException("texts are dropped as a whole");
            case BEFORE_DIGEST -> {
                if (b == '"') {
                    digest = new JsonTextDigest();
                    state = State.IN_DIGEST;
                } else if (!isSpace(b)) {
                    state = State.DROPPING;
                    return false;
                }
            }
            case IN_DIGEST -> digest(b);
        }
        return true;
    }

    private void beforeValue(byte b) {
        if (b == '{' || b == '[') {
            current.write(b);
            open.push(new Container(b == '{'));
            state = b == '{' ? State.BEFORE_KEY : State.BEFORE_VALUE;
        } else if (b == ']') {
            close(b);
        } else if (!isSpace(b)) {
            current.write(b);
            state = b == '"' ? State.IN_TEXT : State.IN_LITERAL;
        }
    }

    private void afterValue(byte b) {
        if (b == '}' || b == ']') {
            close(b);
        } else if (b == ',') {
            if (open.element().isObject) {
                state = State.BEFORE_KEY;
            } else {
                current.write(b);
                state = State.BEFORE_VALUE;
            }
        }
    }

    private void member() {
        switch (verdict) {
            case KEEP -> {
                writeKey();
                state = State.BEFORE_VALUE;
            }
            case DROP -> {
                dropped = 0;
                state = State.DROPPING;
            }
            case DIGEST -> {
                dropped = 0;
                state = State.BEFORE_DIGEST;
            }
        }
    }

    private boolean drop(byte b) {
        switch (b) {
            case '"' -> state = State.DROPPING_TEXT;
            case '{', '[' -> dropped++;
            case '}', ']' -> {
                if (dropped == 0) {
                    // This byte ends a number or a word, and belongs to what surrounds it.
                    ended();
                    return false;
                }
                dropped--;
                dropped();
            }
            case ',' -> {
                if (dropped == 0) {
                    ended();
                    return false;
                }
            }
            default -> {}
        }
        return true;
    }

    /** Ends a text, object or array that is left out. */
    private void dropped() {
        if (dropped == 0) {
            ended();
        }
    }

    private void digest(byte b) {
        JsonTextDigest running = Objects.requireNonNull(digest);
        if (running.take(b)) {
            writeKey();
            write("\"" + DIGEST_PREFIX + running.sha256() + "\"");
            digest = null;
            ended();
        }
    }

    private void writeKey() {
        Container container = open.element();
        write(container.hasMembers ? ",\"" : "\"");
        container.hasMembers = true;
        current.writeBytes(key.toByteArray());
        write("\":");
    }

    private void close(byte b) {
        current.write(b);
        open.pop();
        ended();
    }

    /** Ends a value. */
    private void ended() {
        if (open.isEmpty()) {
            current.write('\n');
            complete.writeBytes(current.toByteArray());
            current.reset();
            state = State.BEFORE_VALUE;
            return;
        }
        if (open.element().isObject) {
            path.removeLast();
        }
        state = State.AFTER_VALUE;
    }

    private boolean endsText(byte b) {
        if (escaped) {
            escaped = false;
            return false;
        }
        escaped = b == '\\';
        return b == '"';
    }

    private void write(String ascii) {
        current.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isDelimiter(byte b) {
        return b == ',' || b == '}' || b == ']' || isSpace(b);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
