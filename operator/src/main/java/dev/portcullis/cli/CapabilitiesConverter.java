package dev.portcullis.cli;

import dev.portcullis.capability.Capability;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.seccomp.EditDistance;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code all}, {@code none}, or names with or without {@code CAP_}, in any case, with commas between them. */
final class CapabilitiesConverter implements ITypeConverter<CapabilitySet> {

    private static final String PREFIX = "CAP_";
    private static final String NONE = "none";

    @Override
    public CapabilitySet convert(String text) {
        CapabilitySet capabilities = CapabilitySet.NONE;
        for (String word : text.split(",", -1)) {
            capabilities = capabilities.union(named(word.strip()));
        }
        return capabilities;
    }

    private static CapabilitySet named(String word) {
        return word.isEmpty() || word.equalsIgnoreCase(NONE)
                ? CapabilitySet.NONE
                : CapabilitySet.named(word).orElseThrow(() -> unknown(word));
    }

    private static TypeConversionException unknown(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        String full = upper.startsWith(PREFIX) ? upper : PREFIX + upper;
        List<String> names =
                Arrays.stream(Capability.values()).map(Capability::fullName).toList();
        return new TypeConversionException("Linux has no capability " + word
                + EditDistance.nearest(full, names)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse(""));
    }
}
