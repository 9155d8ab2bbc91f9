package dev.portcullis.cli.observe;

import dev.portcullis.cli.cluster.ConnectedCluster;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What nodes tell of themselves, for annotations.
 *
 * @param runtimes the container runtimes with their versions
 * @param digests the digests of images, by each of their names
 */
record NodeFacts(SortedSet<String> runtimes, Map<String, String> digests) {

    private static final char DIGEST = '@';

    /** Reads some nodes; those that are gone, or may not be read, tell nothing. */
    static NodeFacts read(Collection<String> names, ConnectedCluster cluster) {
        NodeFacts facts = new NodeFacts(new TreeSet<>(), new HashMap<>());
        for (String name : names) {
            try {
                Node node = cluster.client().nodes().withName(name).get();
                if (node != null && node.getStatus() != null) {
                    facts.add(node);
                }
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                    return facts;
                }
                throw cluster.explained(e);
            }
        }
        return facts;
    }

    private void add(Node node) {
        if (node.getStatus().getNodeInfo() != null) {
            runtimes.add(node.getStatus().getNodeInfo().getContainerRuntimeVersion());
        }
        for (ContainerImage image :
                Objects.requireNonNullElse(node.getStatus().getImages(), List.<ContainerImage>of())) {
            List<String> its = Objects.requireNonNullElse(image.getNames(), List.of());
            its.stream()
                    .filter(name -> name.indexOf(DIGEST) > 0)
                    .findFirst()
                    .ifPresent(digest -> its.forEach(name -> digests.put(name, digest)));
        }
    }

    /** Images by their digests, as far as a node knows them. */
    List<String> withDigests(Collection<String> images) {
        List<String> all = new ArrayList<>();
        for (String image : images) {
            String named = image.indexOf(DIGEST) > 0 ? null : digests.get(image);
            all.add(named == null ? image : image + named.substring(named.indexOf(DIGEST)));
        }
        return all;
    }
}
