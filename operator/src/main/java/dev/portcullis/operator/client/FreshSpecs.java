package dev.portcullis.operator.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.stream.JsonTokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The specs of SeccompProfiles that a watch has just brought, as JSON, until they are rendered. Nearly every profile is
 * rendered right after its event, and needs no further request then. Only small ones are kept, and not many: whatever
 * is not here is read by {@link WholeProfiles}. A spec never changes within a generation, so what is here is right.
 */
public final class FreshSpecs {

    /** Larger events pass by. Docker's default profile has 14 kB. */
    static final int LARGEST_EVENT = 48 * 1024;

    /** About 250 profiles of 8 kB. */
    static final int CAPACITY = 2 * 1024 * 1024;

    /** Each generation is kept once, so that the events of status writes need not be read to their end. */
    private static final int REMEMBERED = 4096;

    /** The spec of one generation; empty once it is taken. */
    private record Spec(long generation, Optional<String> json) {

        int size() {
            return json.map(String::length).orElse(0);
        }
    }

    private final Map<String, Spec> specs = new LinkedHashMap<>();
    private int size;

    /** Returns a reader of one watch's events, which come one a line. */
    Events events() {
        return new Events();
    }

    /** Takes the spec of just this generation, as JSON, if it is still here. */
    synchronized Optional<String> take(SeccompProfile profile) {
        String uid = profile.getMetadata().getUid();
        Spec spec = specs.get(uid);
        if (spec == null || spec.generation != profile.getMetadata().getGeneration()) {
            return Optional.empty();
        }
        put(uid, new Spec(spec.generation, Optional.empty()));
        return spec.json;
    }

    private synchronized boolean isNew(String uid, long generation) {
        Spec spec = specs.get(uid);
        return spec == null || spec.generation < generation;
    }

    private synchronized void put(String uid, Spec spec) {
        remove(uid);
        specs.put(uid, spec);
        size += spec.size();
        while (size > CAPACITY || specs.size() > REMEMBERED) {
            remove(specs.keySet().iterator().next());
        }
    }

    private void remove(String uid) {
        Spec spec = specs.remove(uid);
        if (spec != null) {
            size -= spec.size();
        }
    }

    /** Keeps the spec of the profile in this event. */
    private void event(byte[] text) throws IOException {
        try (JsonParser parser = JsonTokens.parser(new ByteArrayInputStream(text))) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("object")) {
                    parser.nextToken();
                    object(parser, text);
                    return;
                }
            }
        }
    }

    /** The API server writes the metadata before the spec, behind which nothing is read. */
    private void object(JsonParser parser, byte[] text) throws IOException {
        Identity identity = new Identity();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            if (member.equals("metadata")) {
                JsonTokens.fields(parser, identity::field);
            } else if (member.equals("spec")) {
                if (identity.uid != null && !identity.deleted && isNew(identity.uid, identity.generation)) {
                    int from = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    int to = (int) parser.currentLocation().getCharOffset();
                    String spec = new String(text, StandardCharsets.UTF_8).substring(from, to);
                    put(identity.uid, new Spec(identity.generation, Optional.of(spec)));
                }
                return;
            } else {
                parser.skipChildren();
            }
        }
    }

    /** The parts of a profile's metadata that are read. */
    private static final class Identity {

        private @Nullable String uid;
        private long generation;
        private boolean deleted;

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "uid" -> uid = JsonTokens.text(value);
                case "generation" -> generation = value.getLongValue();
                case "deletionTimestamp" -> deleted = true;
                default -> {}
            }
        }
    }

    /** The events of one watch, as their bytes arrive. */
    final class Events {

        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private boolean tooLong;

        private Events() {}

        /** Takes the next bytes and leaves the buffer as it was. */
        void take(ByteBuffer piece) {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            int from = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == '\n') {
                    append(bytes, from, at);
                    end();
                    from = at + 1;
                }
            }
            append(bytes, from, bytes.length);
        }

        private void append(byte[] bytes, int from, int to) {
            tooLong = tooLong || line.size() + to - from > LARGEST_EVENT;
            if (tooLong) {
                line.reset();
            } else {
                line.write(bytes, from, to - from);
            }
        }

        private void end() {
            if (!tooLong && line.size() > 0) {
                try {
                    event(line.toByteArray());
                } catch (IOException e) {
                    // Whoever reads the watch says so; the spec is then read from the API server.
                }
            }
            line.reset();
            tooLong = false;
        }
    }
}
