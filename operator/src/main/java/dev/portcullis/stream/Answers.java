package dev.portcullis.stream;

import com.fasterxml.jackson.core.JsonParser;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the API server and reads the answers as streams; fabric8's own calls hold several copies of the
 * whole answer in memory.
 *
 * @param server gets the requests
 * @param patience how long the API server may be silent, before its answer and within it
 */
public record Answers(ApiConnection server, Duration patience) {

    /** A refusal is a {@link Status} of a few hundred bytes; a proxy may answer with anything instead. */
    private static final int MAX_REFUSAL = 64 << 10;

    private static final String JSON = "application/json";

    /** YAML, of which JSON is a part. */
    private static final String APPLY = "application/apply-patch+yaml";

    /**
     * Opens the answer to a GET.
     *
     * @param path with its query, from the API server's root and without a slash at the start
     * @throws KubernetesClientException when there is no answer, or a refusal, with its code and the server's message
     */
    public Body get(String path) {
        return send("GET", path, null, null);
    }

    /** Reads one object. */
    @FunctionalInterface
    public interface ObjectReader<T> {
        /** The parser stands at the first token of the object. */
        T read(JsonParser object) throws IOException;
    }

    /**
     * Reads the object at a path; empty when there is none.
     *
     * @throws KubernetesClientException when there is no answer, or another refusal, as of {@link #get}
     */
    public <T> Optional<T> find(String path, ObjectReader<T> reader) {
        try (Body body = get(path)) {
            JsonParser parser = JsonTokens.parser(body);
            parser.nextToken();
            return Optional.of(reader.read(parser));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw failed("GET " + path, e);
        }
    }

    /** Opens the answer to a POST of an object in JSON, like {@link #get}. */
    public Body post(String path, String object) {
        return send("POST", path, JSON, object);
    }

    /** Opens the answer to a server-side apply, by force, of what this manager wants of an object, like {@link #get}. */
    public Body apply(String path, String manager, String object) {
        return send("PATCH", path + "?fieldManager=" + manager + "&force=true", APPLY, object);
    }

    /**
     * The API server's time, in whole seconds; empty when something on the way leaves it out.
     *
     * @throws KubernetesClientException when there is no answer
     */
    public Optional<Instant> clock() {
        String path = "version";
        try (Body body = new Body(patience)) {
            HttpResponse<AsyncBody> response =
                    await("GET " + path, server.http().consumeBytes(request("GET", path, null, null), body));
            body.begin(response.body());
            return Optional.ofNullable(response.header("Date")).flatMap(Answers::time);
        }
    }

    /** The form of RFC 9110, section 5.6.7. */
    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private HttpRequest request(String method, String path, @Nullable String type, @Nullable String object) {
        return server.http()
                .newHttpRequestBuilder()
                .uri(URI.create(server.url()).resolve(path))
                .method(method, type, object)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    private Body send(String method, String path, @Nullable String type, @Nullable String object) {
        HttpRequest request = request(method, path, type, object);
        Body body = new Body(patience);
        String asked = method + " " + path;
        HttpResponse<AsyncBody> response = await(asked, server.http().consumeBytes(request, body));
        body.begin(response.body());
        if (!response.isSuccessful()) {
            try (body) {
                throw refused(request, asked, response.code(), body);
            }
        }
        return body;
    }

    private HttpResponse<AsyncBody> await(String asked, CompletableFuture<HttpResponse<AsyncBody>> call) {
        try {
            // The client normally stops earlier; this covers it when it does not, and leaves time for a retry.
            return call.get(patience.multipliedBy(2).plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new KubernetesClientException(asked + ": interrupted", e);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw new KubernetesClientException(asked + ": no answer", e);
        } catch (ExecutionException e) {
            throw failed(asked, e.getCause() == null ? e : e.getCause());
        }
    }

    /** The exception for callers when an answer cannot be read. */
    static KubernetesClientException failed(String asked, Throwable failure) {
        return new KubernetesClientException(asked + ": " + failure, failure);
    }

    private static KubernetesClientException refused(HttpRequest request, String asked, int code, Body body) {
        String message = message(body);
        Status status = new Status();
        status.setCode(code);
        status.setMessage(message);
        return new KubernetesClientException(
                asked + " was answered " + code + ": " + message, null, code, status, request);
    }

    private static String message(Body body) {
        try {
            JsonParser parser = JsonTokens.parser(new ByteArrayInputStream(body.readNBytes(MAX_REFUSAL)));
            parser.nextToken();
            return Refusal.read(parser).message();
        } catch (IOException e) {
            // Not the API server's words, but a proxy's.
            return "no reason was given";
        }
    }
}
