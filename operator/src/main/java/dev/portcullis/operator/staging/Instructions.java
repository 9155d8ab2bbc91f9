package dev.portcullis.operator.staging;

import dev.portcullis.api.Rollout;
import dev.portcullis.rendition.Stage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people say about a rollout in the object's annotations. The same text always means the same, so an answer may be
 * read any number of times. Whatever follows a space is a remark.
 *
 * @param generation the generation of the object, the only one that an answer can be about
 * @param approve {@value Rollout#APPROVE_ANNOTATION}: {@code GENERATION} approves the first step that waits for approval,
 *     {@code GENERATION/STEP} that step, {@code GENERATION/STEP/anyway} also in spite of what stopped it; empty when absent
 * @param abort {@value Rollout#ABORT_ANNOTATION}: {@code GENERATION}; empty when absent
 */
public record Instructions(long generation, String approve, String abort) {

    private static final String ANYWAY = "/anyway";
    private static final int MAX_LENGTH = 253;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(?:/([0-9]{1,4})(" + ANYWAY + ")?)?(?: .*)?");

    /** The answers in an object's annotations. */
    public static Instructions of(HasMetadata object) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
        return new Instructions(
                object.getMetadata().getGeneration(),
                annotations.getOrDefault(Rollout.APPROVE_ANNOTATION, ""),
                annotations.getOrDefault(Rollout.ABORT_ANNOTATION, ""));
    }

    /** Returns whether two states of an object say different things. */
    public static boolean differ(HasMetadata one, HasMetadata other) {
        return !of(one).approve.equals(of(other).approve) || !of(one).abort.equals(of(other).abort);
    }

    /** Returns whether the old documents are to come back, or to stay. */
    boolean aborts() {
        Matcher form = FORM.matcher(abort);
        return abort.length() <= MAX_LENGTH && form.matches() && isOurs(form);
    }

    /** Returns whether the pause of this stage's step is over. */
    boolean approves(Plan plan, Stage stage) {
        Matcher form = FORM.matcher(approve);
        if (!counts(form, stage)) {
            return false;
        }
        int step = form.group(2) == null ? plan.firstThatWaitsForApproval() : Integer.parseInt(form.group(2)) - 1;
        return step == stage.step();
    }

    /** Returns whether nothing may stop this stage's step. */
    boolean approvesAnyway(Stage stage) {
        Matcher form = FORM.matcher(approve);
        return counts(form, stage) && form.group(3) != null && Integer.parseInt(form.group(2)) - 1 == stage.step();
    }

    /**
     * What a stage remembers of an approval that is there when its rollout begins: it was for another one, unless the
     * generation is new.
     */
    String answered(boolean newGeneration) {
        Matcher form = FORM.matcher(approve);
        return newGeneration || approve.length() > MAX_LENGTH || !form.matches() || !isOurs(form) ? "" : approve;
    }

    /** The approval that this stage waits for. */
    static String approval(long generation, int step, boolean anyway) {
        return generation + "/" + (step + 1) + (anyway ? ANYWAY : "");
    }

    private boolean counts(Matcher form, Stage stage) {
        return approve.length() <= MAX_LENGTH && !approve.equals(stage.answered()) && form.matches() && isOurs(form);
    }

    private boolean isOurs(Matcher form) {
        return Long.parseLong(form.group(1)) == generation;
    }
}
