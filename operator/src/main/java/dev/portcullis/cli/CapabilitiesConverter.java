package dev.portcullis.cli;

import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.EditDistance;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code all}, {@code none}, or names with or without {@code CAP_}, in any case, with commas between them. */
final class CapabilitiesConverter implements ITypeConverter<CapabilitySet> {

    private static final String PREFIX = "CAP_";

    @Override
    public CapabilitySet convert(String text) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (String word : text.split(",", -1)) {
            String name = word.strip().toUpperCase(Locale.ROOT);
            if (name.equals("ALL")) {
                capabilities.addAll(EnumSet.allOf(Capability.class));
            } else if (!name.isEmpty() && !name.equals("NONE")) {
                String full = name.startsWith(PREFIX) ? name : PREFIX + name;
                capabilities.add(Capability.named(full).orElseThrow(() -> unknown(word, full)));
            }
        }
        return new CapabilitySet(capabilities);
    }

    private static TypeConversionException unknown(String word, String full) {
        List<String> names =
                Arrays.stream(Capability.values()).map(Capability::fullName).toList();
        return new TypeConversionException("Linux has no capability " + word.strip()
                + EditDistance.nearest(full, names)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse(""));
    }
}
