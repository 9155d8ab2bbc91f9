package dev.portcullis.cli.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds that make pods. */
enum OwnerKind {
    DEPLOYMENT("Deployment", "apis/apps/v1", "deployments", "deploy"),
    STATEFUL_SET("StatefulSet", "apis/apps/v1", "statefulsets", "sts"),
    DAEMON_SET("DaemonSet", "apis/apps/v1", "daemonsets", "ds"),
    JOB("Job", "apis/batch/v1", "jobs", "job"),
    CRON_JOB("CronJob", "apis/batch/v1", "cronjobs", "cj"),
    REPLICA_SET("ReplicaSet", "apis/apps/v1", "replicasets", "rs");

    private final String label;
    private final String group;
    private final String plural;
    private final String shortName;

    OwnerKind(String label, String group, String plural, String shortName) {
        this.label = label;
        this.group = group;
        this.plural = plural;
        this.shortName = shortName;
    }

    /** As {@code kind} of an object says it. */
    String label() {
        return label;
    }

    String plural() {
        return plural;
    }

    /** The path of all of them in a namespace. */
    String path(String namespace) {
        return group + "/namespaces/" + namespace + "/" + plural;
    }

    /** The kind that a command line names, in any of kubectl's ways. */
    static Optional<OwnerKind> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(kind -> kind.plural.equals(lower)
                        || kind.label.toLowerCase(Locale.ROOT).equals(lower)
                        || kind.shortName.equals(lower))
                .findFirst();
    }

    /** The kind between this one and its pods, if there is one. */
    Optional<OwnerKind> below() {
        return switch (this) {
            case DEPLOYMENT -> Optional.of(REPLICA_SET);
            case CRON_JOB -> Optional.of(JOB);
            case STATEFUL_SET, DAEMON_SET, JOB, REPLICA_SET -> Optional.empty();
        };
    }

    /** Returns whether an object of this kind has fewer pods than it wants. */
    boolean lacksPods(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        return switch (this) {
            case DEPLOYMENT, STATEFUL_SET, REPLICA_SET ->
                status.path("replicas").asInt() < spec.path("replicas").asInt(1);
            case DAEMON_SET ->
                status.path("currentNumberScheduled").asInt()
                        < status.path("desiredNumberScheduled").asInt();
            case JOB ->
                status.path("active").asInt()
                                + status.path("succeeded").asInt()
                                + status.path("failed").asInt()
                        == 0;
            case CRON_JOB -> false;
        };
    }
}
