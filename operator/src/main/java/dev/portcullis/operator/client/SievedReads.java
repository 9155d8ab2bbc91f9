package dev.portcullis.operator.client;

import dev.portcullis.api.Rollout;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps large members of objects out of memory by dropping them from the API server's answers as they arrive. Lists,
 * watches and answers to writes are treated alike, so no cache can ever hold such a member; {@link WholeProfiles}
 * reads whole specs. Interceptors do not see web sockets, so watches must be plain HTTP.
 */
public final class SievedReads implements Interceptor {

    /** Its name among the client's interceptors. */
    public static final String NAME = "sieve";

    private static final Pattern OF_OURS = Pattern.compile(
            ".*/apis/portcullis\\.dev/v1/"
                    + "(seccompprofiles|capabilitypolicies|syscallblocks|profileobservations|nodesyncs|nodeobservations)(/.*)?");
    private static final Pattern CONFIG_MAPS = Pattern.compile(".*/api/v1/namespaces/[^/]+/configmaps(/.*)?");

    private static final String ANNOTATIONS = "annotations";

    /** The annotations that are read of users' objects. */
    private static final Set<String> INSTRUCTIONS = Set.of(Rollout.APPROVE_ANNOTATION, Rollout.ABORT_ANNOTATION);

    /**
     * The metadata that is read of users' objects; the last two are of lists. Labels and other annotations can be as
     * large as a spec.
     */
    private static final Set<String> METADATA = Set.of(
            "name",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "finalizers",
            ANNOTATIONS,
            "continue",
            "remainingItemCount");

    private static final AsyncBody NOTHING_MORE = new AsyncBody() {
        @Override
        public void consume() {}

        @Override
        public CompletableFuture<Void> done() {
            return new CompletableFuture<>();
        }

        @Override
        public void cancel() {}
    };

    private static final Pattern NODES = Pattern.compile(".*/api/v1/nodes(/.*)?");

    private static final Set<String> PROFILE_SPEC = Set.of("defaultAction", "baseProfiles", "rollout");

    private final FreshSpecs fresh;

    /**
     * A sieve for one client.
     *
     * @param fresh gets the specs of SeccompProfiles that come by
     */
    public SievedReads(FreshSpecs fresh) {
        this.fresh = fresh;
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        String path = request.uri().getPath();
        FreshSpecs.Events events = path.endsWith("/seccompprofiles") && isWatch(request) ? fresh.events() : null;
        return rule(path)
                .<AsyncBody.Consumer<List<ByteBuffer>>>map(rule -> new Sieved(consumer, new JsonSieve(rule), events))
                .orElse(consumer);
    }

    /**
     * fabric8 takes a plain watch for interrupted until its first bytes come; without events that takes up to a minute.
     */
    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (response.isSuccessful() && isWatch(request)) {
            try {
                consumer.consume(List.of(), NOTHING_MORE);
            } catch (Exception e) {
                throw KubernetesClientException.launderThrowable(e);
            }
        }
    }

    private static boolean isWatch(HttpRequest request) {
        String query = request.uri().getQuery();
        return query != null && query.contains("watch=true");
    }

    /** The members wanted of the objects at this path; empty for everything. */
    static Optional<JsonSieve.Rule> rule(String path) {
        if (CONFIG_MAPS.matcher(path).matches()) {
            return Optional.of(ofObject(SievedReads::onConfigMap));
        }
        if (NODES.matcher(path).matches()) {
            return Optional.of(ofObject(SievedReads::onNode));
        }
        Matcher ours = OF_OURS.matcher(path);
        if (!ours.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (ours.group(1)) {
                    case "seccompprofiles" -> ofObject(SievedReads::onProfile);
                    case "capabilitypolicies", "syscallblocks", "profileobservations" ->
                        ofObject(SievedReads::onMetadata);
                    default -> ofObject(SievedReads::onManagedFields);
                });
    }

    /** Extends the rule to lists and to the events of watches. */
    private static JsonSieve.Rule ofObject(JsonSieve.Rule rule) {
        return path -> {
            boolean inner = path.getFirst().equals("items") || path.getFirst().equals("object");
            List<String> ofObject = inner ? path.subList(1, path.size()) : path;
            return ofObject.isEmpty() ? JsonSieve.Verdict.KEEP : rule.on(ofObject);
        };
    }

    private static JsonSieve.Verdict onProfile(List<String> path) {
        return isIn(path, "spec") ? keepIf(PROFILE_SPEC.contains(path.get(1))) : onMetadata(path);
    }

    private static JsonSieve.Verdict onMetadata(List<String> path) {
        if (path.size() == 3
                && path.getFirst().equals("metadata")
                && path.get(1).equals(ANNOTATIONS)) {
            return keepIf(INSTRUCTIONS.contains(path.get(2)));
        }
        return keepIf(!isIn(path, "metadata") || METADATA.contains(path.get(1)));
    }

    private static JsonSieve.Verdict onManagedFields(List<String> path) {
        return keepIf(!isIn(path, "metadata") || !path.get(1).equals("managedFields"));
    }

    /** A Node's status lists every image there, and its annotations are everybody's. */
    private static JsonSieve.Verdict onNode(List<String> path) {
        if (isIn(path, "status")) {
            return keepIf(path.get(1).equals("conditions"));
        }
        if (path.size() == 2 && path.getLast().equals(ANNOTATIONS)) {
            return JsonSieve.Verdict.DROP;
        }
        if (isIn(path, "spec")) {
            return keepIf(path.get(1).equals("taints"));
        }
        // Node selectors ask for labels.
        return isIn(path, "metadata") && path.get(1).equals("labels") ? JsonSieve.Verdict.KEEP : onMetadata(path);
    }

    /** Documents pass as digests, by which they are compared. */
    private static JsonSieve.Verdict onConfigMap(List<String> path) {
        if (isIn(path, "data")) {
            return JsonSieve.Verdict.DIGEST;
        }
        return path.getFirst().equals("binaryData") ? JsonSieve.Verdict.DROP : onManagedFields(path);
    }

    private static boolean isIn(List<String> path, String member) {
        return path.size() == 2 && path.getFirst().equals(member);
    }

    private static JsonSieve.Verdict keepIf(boolean wanted) {
        return wanted ? JsonSieve.Verdict.KEEP : JsonSieve.Verdict.DROP;
    }

    /** One answer on its way. */
    private static final class Sieved implements AsyncBody.Consumer<List<ByteBuffer>> {

        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        private final JsonSieve sieve;
        private final FreshSpecs.@Nullable Events events;
        private boolean begun;
        private boolean isText;

        Sieved(AsyncBody.Consumer<List<ByteBuffer>> consumer, JsonSieve sieve, FreshSpecs.@Nullable Events events) {
            this.consumer = consumer;
            this.sieve = sieve;
            this.events = events;
        }

        @Override
        public void consume(List<ByteBuffer> pieces, AsyncBody body) throws Exception {
            if (pieces.isEmpty() || isText(pieces)) {
                consumer.consume(pieces, body);
                return;
            }
            List<ByteBuffer> passed = passed(pieces);
            if (passed.isEmpty()) {
                body.consume();
            } else {
                consumer.consume(passed, body);
            }
        }

        private List<ByteBuffer> passed(List<ByteBuffer> pieces) {
            List<ByteBuffer> passed = new ArrayList<>(pieces.size());
            for (ByteBuffer piece : pieces) {
                if (piece.hasRemaining()) {
                    if (events != null) {
                        // Before the event itself passes, which calls for the spec.
                        events.take(piece);
                    }
                    byte[] bytes = sieve.pass(piece);
                    if (bytes.length > 0) {
                        passed.add(ByteBuffer.wrap(bytes));
                    }
                }
            }
            return passed;
        }

        /** Proxies, and an overloaded API server, answer in plain text. */
        private boolean isText(List<ByteBuffer> pieces) {
            if (!begun) {
                for (ByteBuffer piece : pieces) {
                    if (piece.hasRemaining()) {
                        begun = true;
                        isText = piece.get(piece.position()) != '{';
                        break;
                    }
                }
            }
            return isText;
        }
    }
}
