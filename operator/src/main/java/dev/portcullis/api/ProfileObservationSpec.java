package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is observed, in which pods, and for how long.
 *
 * @param seccompProfile the SeccompProfile whose denials are observed; null is everything
 * @param response {@code Allow} or {@code Deny}; null is {@code Allow}
 * @param podSelector the pods that get the file, by label; null together with {@code namespaceSelector} is none, alone all
 * @param namespaceSelector the namespaces whose pods get it, by label; null alone is all
 * @param arguments the arguments whose values are told apart; null is {@link ObservedArgument#DEFAULTS}
 * @param duration how long pods are filled in from the first on, as Go writes it ({@code 1h30m}); null is without end
 * @param containers how many containers are observed before no more pods are filled in; null is any number
 * @param suspend whether no more pods are filled in; null is false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.response) || self.response != 'Deny'"
                + " || (has(self.seccompProfile) && self.seccompProfile != '')",
        fieldPath = ".response",
        message = "response Deny answers as a profile says: set seccompProfile too")
@ValidationRule(
        value = "(has(self.seccompProfile) ? self.seccompProfile : '')"
                + " == (has(oldSelf.seccompProfile) ? oldSelf.seccompProfile : '')",
        fieldPath = ".seccompProfile",
        message = "seccompProfile cannot be changed, because what was seen under one profile says nothing of another:"
                + " create another ProfileObservation")
public record ProfileObservationSpec(
        @Size(max = SeccompProfile.MAX_NAME_LENGTH)
        @JsonPropertyDescription(
                "The SeccompProfile to observe: what it denies is told, and what it allows costs nothing."
                        + " Absent: everything is told. Cannot be changed.")
        @Nullable
        String seccompProfile,

        @JsonPropertyDescription(
                "Allow: what the profile denies is let through and told, to record, or to try a profile;"
                        + " for test clusters and canaries. Deny: it is denied with the profile's errno, and told. Default: Allow.")
        @Nullable
        String response,

        @JsonPropertyDescription("The pods that get the file when they are created, if they name no profile or the"
                + " observed one. Without any selector no pod does; name the file in pods then.")
        @Nullable
        LabelSelector podSelector,

        @JsonPropertyDescription("The namespaces whose pods get the file. kube-system, the operator's own and exempt"
                + " namespaces are never among them.")
        @Nullable
        LabelSelector namespaceSelector,

        @Size(max = 32)
        @JsonPropertyDescription("The arguments whose values are told apart, at most " + ObservedSyscall.MAX_ARGUMENTS
                + " values each. Absent: socket's domain, clone's and unshare's flags, ioctl's request, prctl's option,"
                + " personality's persona, bpf's and keyctl's command. Empty: none.")
        @Nullable
        List<ObservedArgument> arguments,

        @Size(max = 32)
        @JsonPropertyDescription("How long pods are filled in, counted from status.startedAt, for example 30m or 1h30m."
                + " Absent: without end. Containers that run then are observed until they end.")
        @Nullable
        String duration,

        @Min(1)
        @JsonPropertyDescription(
                "How many containers are observed before no more pods are filled in. Absent: any number.")
        @Nullable
        Integer containers,

        @JsonPropertyDescription("True: no more pods are filled in. False again: they are.") @Nullable
        Boolean suspend) {

    private static final String DENY = "Deny";

    /** Returns whether a profile is observed, not everything. */
    public boolean hasSeccompProfile() {
        return seccompProfile != null && !seccompProfile.isEmpty();
    }

    /** Returns whether what the profile denies stays denied. */
    public boolean denies() {
        return DENY.equals(response);
    }

    /** Returns whether pods are filled in, at its time. */
    public boolean fillsPods() {
        return podSelector != null || namespaceSelector != null;
    }

    /** The arguments that are told apart, never null. */
    public List<ObservedArgument> argumentsToTell() {
        return arguments == null ? ObservedArgument.DEFAULTS : arguments;
    }

    /** Returns whether it was told to stop. */
    public boolean suspended() {
        return Boolean.TRUE.equals(suspend);
    }
}
