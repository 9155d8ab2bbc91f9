package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Rendering;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together what a profile's status says. Equal circumstances give an equal status, so that it is written once. */
final class StatusFold {

    static final String RENDERED = "Rendered";
    static final String READY = "Ready";
    static final String STALLED = "Stalled";

    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_WARNINGS = 32;
    private static final int MAX_WARNING = 1024;

    private final SeccompProfileStatus before;
    private final long generation;
    private final String now;

    private StatusFold(SeccompProfileStatus before, long generation, Instant now) {
        this.before = before;
        this.generation = generation;
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * The status to write.
     *
     * @param name the profile's name
     * @param generation the spec's generation
     * @param before the status so far
     * @param rendering what became of the spec
     * @param carried what is being carried to the nodes, if anything is
     * @param progress how far that one has come
     * @param now for conditions that change
     */
    static SeccompProfileStatus of(
            String name,
            long generation,
            SeccompProfileStatus before,
            Rendering rendering,
            @Nullable Carried carried,
            Progress progress,
            Instant now) {
        return new StatusFold(before, generation, now).status(name, rendering, carried, progress);
    }

    private SeccompProfileStatus status(
            String name, Rendering rendering, @Nullable Carried carried, Progress progress) {
        List<Condition> conditions = new ArrayList<>();
        Integer syscalls =
                switch (rendering) {
                    case Rendering.Rendered rendered -> {
                        conditions.add(condition(RENDERED, true, "Rendered", "the spec is rendered"));
                        Readiness readiness = Readiness.of(progress);
                        conditions.add(condition(READY, readiness.ready(), readiness.reason(), readiness.message()));
                        yield rendered.syscalls();
                    }
                    case Rendering.Refused refused -> {
                        String reason = refused.findings().getFirst().code().reason();
                        String message = refusal(refused.findings());
                        conditions.add(condition(RENDERED, false, reason, message));
                        conditions.add(condition(READY, false, "NotRendered", notReady(carried, progress)));
                        if (refused.findings().stream()
                                .noneMatch(finding -> finding.code().dependsOnOthers())) {
                            conditions.add(condition(STALLED, true, reason, "change the spec: " + message));
                        }
                        yield before.syscalls();
                    }
                };
        return new SeccompProfileStatus(
                generation,
                Rendition.localhostProfile(name),
                carried == null ? null : carried.sha256(),
                carried == null ? null : carried.variants(),
                carried == null ? null : carried.minKernel(),
                syscalls,
                progress.counts(),
                progress.failures().isEmpty()
                        ? null
                        : progress.failures().stream()
                                .limit(Readiness.MAX_NODES_NAMED)
                                .toList(),
                warnings(rendering),
                conditions);
    }

    private @Nullable List<String> warnings(Rendering rendering) {
        return switch (rendering) {
            case Rendering.Rendered rendered ->
                rendered.warnings().isEmpty()
                        ? null
                        : rendered.warnings().stream()
                                .limit(MAX_WARNINGS)
                                .map(finding -> shortened(finding.toString(), MAX_WARNING))
                                .toList();
            case Rendering.Refused refused -> before.warnings();
        };
    }

    private static String notReady(@Nullable Carried carried, Progress progress) {
        return carried == null
                ? "the spec is not rendered, and no earlier one was"
                : "the spec is not rendered; the last good document stays, " + Readiness.where(progress);
    }

    static String refusal(List<Finding> findings) {
        String all = findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
        return shortened(all, MAX_MESSAGE);
    }

    /** At most so many characters; the API server refuses more. */
    static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    private Condition condition(String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since(type, status))
                .withReason(reason)
                .withMessage(message)
                .build();
    }

    private String since(String type, String status) {
        return before.condition(type)
                .filter(c -> status.equals(c.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElse(now);
    }
}
