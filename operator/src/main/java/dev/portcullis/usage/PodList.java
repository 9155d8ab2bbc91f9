package dev.portcullis.usage;

import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Lists the cluster's unfinished pods, one in memory at a time, and keeps only which files they name. */
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
        for (int restarts = 0; ; restarts++) {
            try {
                FileUsers.Reading reading = new FileUsers.Reading(files);
                pods.read(pod -> reading.add(PodUse.read(pod, reading::concerns)), () -> {});
                return reading.done();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_GONE || restarts == MAX_RESTARTS) {
                    throw e;
                }
            }
        }
    }
}
