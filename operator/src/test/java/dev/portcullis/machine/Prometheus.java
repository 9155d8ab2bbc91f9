package dev.portcullis.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A Prometheus on this machine, the one of the distribution. */
public final class Prometheus implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final String url;

    private Prometheus(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts it.
     *
     * @param home where its data and its log go
     * @param config its configuration, in YAML
     */
    public static Prometheus start(Path home, String config) throws IOException {
        Path file = Files.writeString(home.resolve("prometheus.yml"), config);
        int port = FreePort.find();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + home.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("prometheus.log").toFile())
                .start();
        return new Prometheus(process, "http://127.0.0.1:" + port);
    }

    /** The address of its API and pages. */
    public String url() {
        return url;
    }

    /** The series that a query gives now. */
    public List<JsonNode> query(String expression) throws IOException, InterruptedException {
        return series("/api/v1/query?query=" + encoded(expression));
    }

    /** The series that a query gives for these seconds until now, a point each second. */
    public List<JsonNode> range(String expression, int seconds) throws IOException, InterruptedException {
        long now = Instant.now().getEpochSecond();
        return series("/api/v1/query_range?step=1&start=" + (now - seconds) + "&end=" + now + "&query="
                + encoded(expression));
    }

    /** The names of all metrics that it has. */
    public List<String> names() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        get("/api/v1/label/__name__/values").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Returns whether it answers. */
    public boolean isReady() throws InterruptedException {
        try {
            return HTTP.send(request("/-/ready"), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private List<JsonNode> series(String path) throws IOException, InterruptedException {
        List<JsonNode> series = new ArrayList<>();
        get(path).path("result").forEach(series::add);
        return series;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(
                HTTP.send(request(path), HttpResponse.BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer.path("data");
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).build();
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }
}
