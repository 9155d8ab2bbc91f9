package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.FileCapabilities;
import dev.portcullis.capability.FileCapabilitiesText;
import java.util.Objects;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads file capabilities as setcap(8) does. */
final class FileCapabilitiesConverter implements ITypeConverter<FileCapabilities> {

    @Override
    public FileCapabilities convert(String text) {
        try {
            return FileCapabilitiesText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(Objects.requireNonNull(e.getMessage()));
        }
    }
}
