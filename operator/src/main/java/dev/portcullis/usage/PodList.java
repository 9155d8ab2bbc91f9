package dev.portcullis.usage;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Lists the cluster's unfinished pods, page by page, and keeps only which of our files they name. */
public final class PodList {

    /** So many pods are in memory at a time. */
    private static final int PAGE = 250;

    /** A pod that has come to its end never starts a container again (Pod lifecycle in the Kubernetes documentation). */
    private static final String FIRST_PAGE =
            "/api/v1/pods?limit=" + PAGE + "&fieldSelector=" + encoded("status.phase!=Succeeded,status.phase!=Failed");

    private final KubernetesClient client;

    /** Lists through this client, which needs the verb {@code list} on pods of all namespaces. */
    public PodList(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What the API server says now.
     *
     * @throws KubernetesClientException when it does not say it
     */
    public FileUsers read() {
        FileUsers.Reading reading = new FileUsers.Reading();
        String next = "";
        do {
            PodPage page = page(next.isEmpty() ? FIRST_PAGE : FIRST_PAGE + "&continue=" + encoded(next));
            reading.add(page);
            next = page.next();
        } while (!next.isEmpty());
        return reading.done();
    }

    private PodPage page(String uri) {
        String json = client.raw(uri);
        if (json == null) {
            throw new KubernetesClientException("the API server has no list of pods");
        }
        return client.getKubernetesSerialization().unmarshal(json, PodPage.class);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
