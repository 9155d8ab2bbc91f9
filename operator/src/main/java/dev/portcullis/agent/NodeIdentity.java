package dev.portcullis.agent;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.Body;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Node that the agent's token is bound to.
 *
 * @param name the Node's name
 * @param uid the Node's UID
 */
record NodeIdentity(String name, String uid) {

    private static final String REVIEWS = "apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String REVIEW = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NAME_KEY = "authentication.kubernetes.io/node-name";
    private static final String UID_KEY = "authentication.kubernetes.io/node-uid";

    /**
     * Asks the API server for the node that the agent's token is bound to; this needs no right on Nodes.
     *
     * @throws IllegalStateException when that is not the node that the agent was told
     */
    static NodeIdentity ask(ApiConnection server, String expectedName) {
        try (Body answer = new Answers(server, PATIENCE).post(REVIEWS, REVIEW)) {
            Review review = Review.read(JsonTokens.parser(answer));
            return of(review.extra, review.user, expectedName);
        } catch (IOException e) {
            throw new KubernetesClientException("POST " + REVIEWS + ": " + e, e);
        }
    }

    /** Decides from the API server's answer about the user. */
    static NodeIdentity of(Map<String, List<String>> extra, String user, String expectedName) {
        List<String> name = extra.getOrDefault(NAME_KEY, List.of());
        List<String> uid = extra.getOrDefault(UID_KEY, List.of());
        if (name.isEmpty() || uid.isEmpty()) {
            throw new IllegalStateException(
                    "the token of " + user + " names no node: it must be a service account's token"
                            + " that is bound to a pod on node " + expectedName);
        }
        if (!name.getFirst().equals(expectedName)) {
            throw new IllegalStateException("the token of " + user + " belongs to node " + name.getFirst()
                    + ", not to node " + expectedName + " (--node-name)");
        }
        return new NodeIdentity(name.getFirst(), uid.getFirst());
    }

    /** The user of the agent's token, as the API server knows it. */
    private static final class Review {

        private String user = "";
        private final Map<String, List<String>> extra = new HashMap<>();

        static Review read(JsonParser parser) throws IOException {
            Review review = new Review();
            parser.nextToken();
            JsonTokens.fields(parser, (name, status) -> {
                if (name.equals("status")) {
                    JsonTokens.fields(status, (of, info) -> {
                        if (of.equals("userInfo")) {
                            JsonTokens.fields(info, review::userInfo);
                        }
                    });
                }
            });
            return review;
        }

        private void userInfo(String field, JsonParser value) throws IOException {
            switch (field) {
                case "username" -> user = String.valueOf(JsonTokens.text(value));
                case "extra" ->
                    JsonTokens.fields(value, (key, texts) -> {
                        List<String> values = extra.computeIfAbsent(key, name -> new ArrayList<>());
                        JsonTokens.elements(texts, text -> values.add(String.valueOf(JsonTokens.text(text))));
                    });
                default -> {}
            }
        }
    }
}
