package dev.portcullis.operator.reports;

import java.util.Comparator;

/**
 * What a result is about: an object that makes pods, or a pod that nobody made.
 *
 * @param kind its kind
 * @param namespace its namespace
 * @param name its name
 */
record ReportedWorkload(WorkloadKind kind, String namespace, String name) implements Comparable<ReportedWorkload> {

    private static final Comparator<ReportedWorkload> ORDER = Comparator.comparing(ReportedWorkload::namespace)
            .thenComparing(ReportedWorkload::kind)
            .thenComparing(ReportedWorkload::name);

    @Override
    public int compareTo(ReportedWorkload other) {
        return ORDER.compare(this, other);
    }
}
