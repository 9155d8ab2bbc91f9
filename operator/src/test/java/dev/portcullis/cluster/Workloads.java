package dev.portcullis.cluster;

import java.util.List;

/** Objects that make pods from a template, one of every kind that Kubernetes has, and none of which makes a pod. */
public final class Workloads {

    private static final List<String> KINDS = List.of(
            "{apiVersion: apps/v1, kind: Deployment, METADATA, spec: {replicas: 0, SELECTED}}",
            "{apiVersion: apps/v1, kind: ReplicaSet, METADATA, spec: {replicas: 0, SELECTED}}",
            "{apiVersion: apps/v1, kind: StatefulSet, METADATA, spec: {replicas: 0, serviceName: s, SELECTED}}",
            "{apiVersion: apps/v1, kind: DaemonSet, METADATA, spec: {SELECTED}}",
            "{apiVersion: batch/v1, kind: Job, METADATA, spec: {suspend: true, TEMPLATE}}",
            "{apiVersion: batch/v1, kind: CronJob, METADATA, spec: {schedule: '0 0 1 1 *', jobTemplate: {spec: {TEMPLATE}}}}",
            "{apiVersion: v1, kind: ReplicationController, METADATA, spec: {replicas: 0, selector: {app: web}, TEMPLATE}}",
            "{apiVersion: v1, kind: PodTemplate, METADATA, TEMPLATE}");

    private Workloads() {}

    /** The manifests that are still to be {@linkplain #of filled in}, for tests of every kind. */
    public static List<String> kinds() {
        return KINDS;
    }

    /** The kind Deployment, still to be filled in. */
    public static String deployment() {
        return KINDS.getFirst();
    }

    /**
     * A manifest in YAML.
     *
     * @param kind one of {@link #kinds}
     * @param name its own name
     * @param labels of its pods, of which {@code app} is web
     * @param podSpec what its pods' spec begins with, and a comma; or nothing
     * @param container a comma, and what its container c has beside its image; or nothing
     */
    public static String of(String kind, String name, String labels, String podSpec, String container) {
        String restart = kind.contains("batch") ? "restartPolicy: Never, " : "";
        return kind.replace("SELECTED", "selector: {matchLabels: {app: web}}, TEMPLATE")
                .replace(
                        "TEMPLATE",
                        "template: {metadata: {labels: {" + labels + "}}, spec: {" + restart + podSpec
                                + "containers: [{name: c, image: none" + container + "}]}}")
                .replace("METADATA", "metadata: {name: " + name + ", labels: {app: other}}");
    }
}
