package dev.portcullis.operator.reports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of objects that make pods, and pods that nobody made. */
enum WorkloadKind {
    DEPLOYMENT("apps/v1", "Deployment", "apis/apps/v1/deployments"),
    STATEFUL_SET("apps/v1", "StatefulSet", "apis/apps/v1/statefulsets"),
    DAEMON_SET("apps/v1", "DaemonSet", "apis/apps/v1/daemonsets"),
    REPLICA_SET("apps/v1", "ReplicaSet", "apis/apps/v1/replicasets"),
    REPLICATION_CONTROLLER("v1", "ReplicationController", "api/v1/replicationcontrollers"),
    CRON_JOB("batch/v1", "CronJob", "apis/batch/v1/cronjobs"),
    JOB("batch/v1", "Job", "apis/batch/v1/jobs"),
    POD("v1", "Pod", "api/v1/pods");

    private final String apiVersion;
    private final String kind;
    private final String path;

    WorkloadKind(String apiVersion, String kind, String path) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.path = path;
    }

    /** The kind with this name; empty for one that is not known, such as that of another operator. */
    static Optional<WorkloadKind> named(String kind) {
        return Stream.of(values()).filter(one -> one.kind.equals(kind)).findFirst();
    }

    String apiVersion() {
        return apiVersion;
    }

    String kind() {
        return kind;
    }

    /** The path of the collection in all namespaces, from the API server's root. */
    String path() {
        return path;
    }

    /** Returns whether an object of this kind makes no more pods. */
    boolean isOver(JsonNode object) {
        return switch (this) {
            // Deployments and their likes keep earlier ReplicaSets at zero.
            case REPLICA_SET -> object.at("/spec/replicas").asInt(1) == 0;
            case JOB ->
                ended(object.at("/status/conditions"), "Complete") || ended(object.at("/status/conditions"), "Failed");
            case POD ->
                switch (object.at("/status/phase").asText("")) {
                    case "Succeeded", "Failed" -> true;
                    default -> false;
                };
            case DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICATION_CONTROLLER, CRON_JOB -> false;
        };
    }

    private static boolean ended(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (condition.path("type").asText("").equals(type)
                    && condition.path("status").asText("").equals("True")) {
                return true;
            }
        }
        return false;
    }
}
