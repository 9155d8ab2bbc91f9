package dev.portcullis.usage;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Lists the cluster's unfinished pods, one in memory at a time. */
public final class PodList {

    /** The API server may have to read a page of large pods from etcd first. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MAX_RESTARTS = 3;

    /** A finished pod never starts a container again (Pod lifecycle in the Kubernetes documentation). */
    private static final Map<String, String> UNFINISHED =
            Map.of("fieldSelector", "status.phase!=Succeeded,status.phase!=Failed");

    private final ItemList pods;

    /** Lists with this client, which needs the verb {@code list} on pods of all namespaces. */
    public PodList(KubernetesClient client) {
        this.pods = new ItemList(new Answers(ApiConnection.of(client), PATIENCE), "api/v1/pods", UNFINISHED);
    }

    /**
     * Lists the users of these files now.
     *
     * @param files the files, as {@code localhostProfile} in its shortest form
     * @throws KubernetesClientException when the pods cannot be listed
     */
    public FileUsers users(Set<String> files) {
        return list(
                        () -> new FileUsers.Reading(files),
                        (pod, reading) -> reading.add(PodUse.read(pod, reading::concerns)))
                .done();
    }

    /**
     * Lists the users of these files now, by node.
     *
     * @param files the files, as {@code localhostProfile} in its shortest form
     * @throws KubernetesClientException when the pods cannot be listed
     */
    public NodeFileUsers usersByNode(Set<String> files) {
        return list(
                        () -> new NodeFileUsers.Reading(files),
                        (pod, reading) -> reading.add(PodUse.read(pod, reading::concerns)))
                .done();
    }

    /**
     * Lists the containers that run now, except those of Windows.
     *
     * @param visitor makes a visitor that takes them one by one; it is asked for another one when the list has to begin
     *     again
     * @return the visitor that took the whole list
     * @throws KubernetesClientException when the pods cannot be listed
     */
    public <V extends Consumer<RunningContainer>> V running(Supplier<V> visitor) {
        return list(
                visitor,
                (pod, whole) -> PodRun.read(pod, container -> {
                    if (container.runs()) {
                        whole.accept(container);
                    }
                }));
    }

    /** The same with the containers that the kubelet cannot start, or waits to start again. */
    public <V extends Consumer<RunningContainer>> V runningOrWaiting(Supplier<V> visitor) {
        return list(visitor, PodRun::read);
    }

    private interface PodReader<V> {
        void read(JsonParser pod, V visitor) throws IOException;
    }

    private <V> V list(Supplier<V> visitor, PodReader<? super V> reader) {
        for (int restarts = 0; ; restarts++) {
            try {
                V fresh = visitor.get();
                pods.read(pod -> reader.read(pod, fresh), () -> {});
                return fresh;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_GONE || restarts == MAX_RESTARTS) {
                    throw e;
                }
            }
        }
    }
}
