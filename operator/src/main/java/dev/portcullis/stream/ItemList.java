package dev.portcullis.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of objects of the API server, read page by page, and every page item by item as it arrives.
 *
 * @param answers sends the requests
 * @param path of the collection, from the API server's root, such as {@code api/v1/pods}
 * @param parameters of the query, such as {@code labelSelector}, not yet encoded
 */
public record ItemList(Answers answers, String path, Map<String, String> parameters) {

    /**
     * Hands over every item while the list is being read. The list is complete only when this returns.
     *
     * @param item reads one item, fully or in part; the rest of it is skipped
     * @param page runs at the end of every page
     * @return the revision that the list shows
     * @throws KubernetesClientException when reading fails, even in the middle of the list; code 410 when it took so
     *     long that the API server has dropped the revision it began with
     */
    public long read(JsonTokens.ElementReader item, Runnable page) {
        PageSize size = new PageSize();
        String next = "";
        Page last;
        do {
            last = page(size.items(), next, item);
            size.measured(last.bytes);
            page.run();
            next = last.next;
        } while (!next.isEmpty());
        return last.revision;
    }

    /** The API server's newest revision, at the cost of reading one item. */
    public long revision() {
        return page(1, "", skipped -> {}).revision;
    }

    private record Page(long revision, String next, long bytes) {}

    private Page page(int limit, String next, JsonTokens.ElementReader item) {
        String asked = path + "?limit=" + limit + query() + (next.isEmpty() ? "" : parameter("continue", next));
        try (Body body = answers.get(asked)) {
            return page(body, item);
        } catch (IOException e) {
            throw Answers.failed("GET " + asked, e);
        }
    }

    private static Page page(Body body, JsonTokens.ElementReader item) throws IOException {
        JsonParser parser = JsonTokens.parser(body);
        Reading reading = new Reading();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("the answer is no list");
        }
        JsonTokens.fields(parser, (field, value) -> {
            switch (field) {
                case "metadata" -> JsonTokens.fields(value, reading::metadata);
                case "items" -> JsonTokens.elements(value, item);
                default -> {}
            }
        });
        // This must not pass as an empty list: whoever removes what a list lacks would remove everything.
        if (reading.revision == null) {
            throw new IOException("the answer is no list");
        }
        try {
            return new Page(Long.parseLong(reading.revision), reading.next, body.count());
        } catch (NumberFormatException e) {
            throw new IOException("the list's resourceVersion is no number: " + reading.revision, e);
        }
    }

    private static final class Reading {

        private @Nullable String revision;
        private String next = "";

        void metadata(String field, JsonParser value) throws IOException {
            String text = JsonTokens.text(value);
            if (text != null) {
                switch (field) {
                    case "resourceVersion" -> revision = text;
                    case "continue" -> next = text;
                    default -> {}
                }
            }
        }
    }

    private String query() {
        return parameters.entrySet().stream()
                .map(parameter -> parameter(parameter.getKey(), parameter.getValue()))
                .collect(Collectors.joining());
    }

    private static String parameter(String name, String value) {
        return "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
