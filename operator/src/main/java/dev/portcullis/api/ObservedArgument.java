package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * An argument of a syscall whose values are told apart.
 *
 * @param syscall the syscall, as in syscalls(2)
 * @param index which argument, 0 to 5
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ObservedArgument(
        @Required @Size(min = 1, max = 64) @JsonPropertyDescription("The name of the syscall, as in syscalls(2).")
        String syscall,

        @Required @Min(0) @Max(5) @JsonPropertyDescription("Which argument of the syscall, counted from 0.")
        int index) {

    /** Those of an observation that names none: where a profile usefully decides by a value. */
    public static final List<ObservedArgument> DEFAULTS = List.of(
            new ObservedArgument("socket", 0),
            new ObservedArgument("clone", 0),
            new ObservedArgument("unshare", 0),
            new ObservedArgument("ioctl", 1),
            new ObservedArgument("prctl", 0),
            new ObservedArgument("personality", 0),
            new ObservedArgument("bpf", 0),
            new ObservedArgument("keyctl", 0));
}
