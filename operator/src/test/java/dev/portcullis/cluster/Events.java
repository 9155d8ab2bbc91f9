package dev.portcullis.cluster;

import io.fabric8.kubernetes.api.model.Event;
import java.util.List;

/** The Events about cluster-scoped objects. */
public final class Events {

    private Events() {}

    /** All of them. */
    public static List<Event> all() {
        return Cluster.shared()
                .admin()
                .v1()
                .events()
                .inNamespace("default")
                .list()
                .getItems();
    }

    /** Those about objects of this name. */
    public static List<Event> about(String name) {
        return all().stream()
                .filter(event -> name.equals(event.getInvolvedObject().getName()))
                .toList();
    }

    /** Those about objects of this name that give this reason. */
    public static List<Event> about(String name, String reason) {
        return about(name).stream()
                .filter(event -> reason.equals(event.getReason()))
                .toList();
    }
}
