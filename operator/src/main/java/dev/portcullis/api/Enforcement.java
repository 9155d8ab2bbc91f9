package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * The API server's treatment of the pods that a policy governs. {@link Validation} and {@link SeccompDemand} define the
 * words.
 *
 * @param validate {@code Off}, {@code Audit}, {@code Warn} or {@code Deny}; null is {@code Off}
 * @param mutate whether {@code capabilities} and {@code seccompProfile} are filled in where a pod is silent; null is not
 * @param seccomp {@code Any}, {@code NotUnconfined}, {@code Confined} or {@code Profile}; null is {@code Profile} for a
 *     policy with a {@code seccompProfile}, and {@code Any} for others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Enforcement(
        @JsonPropertyDescription(
                "What happens when a pod asks for more than the policy gives: Off (default), Audit, Warn or Deny.")
        @Nullable
        String validate,

        @JsonPropertyDescription(
                "Whether capabilities and seccompProfile are set where a pod leaves them out. Until nodes have the"
                        + " policy's file, seccompProfile is set to RuntimeDefault. Default: false.")
        @Nullable
        Boolean mutate,

        @JsonPropertyDescription(
                "What validate demands of pods' seccompProfile. Any: nothing. NotUnconfined: nobody says Unconfined."
                        + " Confined: every container has RuntimeDefault or Localhost. Profile: every container has this"
                        + " policy's file; before nodes have it, as Confined. Default: Profile with spec.seccompProfile, else Any.")
        @Nullable
        String seccomp) {

    /** Does nothing. */
    public static final Enforcement NONE = new Enforcement(null, null, null);

    /** The consequence for a pod that breaks the policy. */
    public Validation validation() {
        return Validation.of(validate);
    }

    /** Returns whether pods are filled in. */
    public boolean mutates() {
        return Boolean.TRUE.equals(mutate);
    }
}
