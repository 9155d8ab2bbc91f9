package dev.portcullis.cli.explain;

import dev.portcullis.api.Uint64;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 0=1,1=0x10}. */
final class ArgumentsConverter implements ITypeConverter<Arguments> {

    @Override
    public Arguments convert(String text) {
        Map<Integer, Long> values = new HashMap<>();
        for (String pair : text.split(",", -1)) {
            String[] sides = pair.strip().split("=", 2);
            if (sides.length < 2 || !sides[0].matches("[0-5]")) {
                throw new TypeConversionException("\"" + pair + "\" is not INDEX=VALUE, with an index from 0 to 5");
            }
            try {
                values.put(Integer.valueOf(sides[0]), Uint64.of(sides[1]).bits());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
        return new Arguments(values);
    }
}
