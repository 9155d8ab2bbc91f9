package dev.portcullis.cluster;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.machine.Deadline;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The writes since a moment, by the API server's own log. */
public final class AuditLog {

    /** Long enough for everything that was coalesced or deferred to have been written. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One write: the resource with its subresource, the object's name, who wrote it and the answer's code. */
    public record Write(String resource, String name, String user, int code) {}

    private final Path file;
    private final long start;

    private AuditLog(Path file, long start) {
        this.file = file;
        this.start = start;
    }

    public static AuditLog fromNow() {
        Path file = Cluster.shared().auditLog();
        return new AuditLog(file, size(file));
    }

    /** The writes so far to objects of the operator and the agents; renewals of the lease are left out. */
    public List<Write> writes() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (log.length() - start)];
            log.seek(start);
            log.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(AuditLog::write)
                    .filter(w -> !w.resource.equals("leases"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long count(Predicate<Write> which) {
        return writes().stream().filter(which).count();
    }

    public long count(String resource) {
        return count(w -> w.resource.equals(resource));
    }

    /** Waits until nothing has been written for a while. */
    public AuditLog awaitQuiet() {
        return awaitQuiet(QUIET);
    }

    /** Waits until nothing has been written for so long. */
    public AuditLog awaitQuiet(Duration quiet) {
        long[] last = {-1, System.nanoTime()};
        await("quiet")
                .pollInterval(Duration.ofMillis(200))
                .atMost(Deadline.ROLLOUT)
                .until(() -> {
                    int now = writes().size();
                    if (now != last[0]) {
                        last[0] = now;
                        last[1] = System.nanoTime();
                    }
                    return System.nanoTime() - last[1] > quiet.toNanos();
                });
        return this;
    }

    private static Write write(String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            JsonNode object = entry.path("objectRef");
            String resource = object.path("resource").asText();
            String subresource = object.path("subresource").asText("");
            return new Write(
                    subresource.isEmpty() ? resource : resource + "/" + subresource,
                    object.path("name").asText(),
                    entry.at("/user/username").asText(),
                    entry.at("/responseStatus/code").asInt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
