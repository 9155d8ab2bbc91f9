package dev.portcullis.cli.explain;

import dev.portcullis.api.Uint64;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The known arguments of a syscall.
 *
 * @param values unsigned 64-bit numbers by index, 0 to 5
 */
record SyscallArguments(Map<Integer, Long> values) {

    static final SyscallArguments UNKNOWN = new SyscallArguments(Map.of());

    SyscallArguments {
        values = Map.copyOf(values);
    }

    /** Tells if the conditions hold; empty when that depends on an argument that is not known. */
    Optional<Boolean> satisfy(Conditions conditions) {
        boolean open = false;
        for (Condition condition : conditions.all()) {
            Long value = values.get(condition.index());
            if (value == null) {
                open = true;
            } else if (!condition.holds(value)) {
                return Optional.of(false);
            }
        }
        return open ? Optional.empty() : Optional.of(true);
    }

    /** Reads {@code 0=1,1=0x10}. */
    static final class ArgumentsConverter implements ITypeConverter<SyscallArguments> {

        @Override
        public SyscallArguments convert(String text) {
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
            return new SyscallArguments(values);
        }
    }
}
