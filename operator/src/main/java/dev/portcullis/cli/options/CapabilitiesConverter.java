package dev.portcullis.cli.options;

import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.manifest.check.UnknownCapability;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code all}, {@code none}, or names with or without {@code CAP_}, in any case, separated by commas. */
public final class CapabilitiesConverter implements ITypeConverter<CapabilitySet> {

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
        return new TypeConversionException(UnknownCapability.message(word));
    }
}
