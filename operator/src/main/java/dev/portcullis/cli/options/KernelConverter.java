package dev.portcullis.cli.options;

import dev.portcullis.api.KernelVersion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads MAJOR.MINOR, or what {@code uname -r} prints. */
final class KernelConverter implements ITypeConverter<KernelVersion> {

    @Override
    public KernelVersion convert(String text) {
        try {
            return KernelVersion.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
