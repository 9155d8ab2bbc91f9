package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;

/**
 * An unsigned 64-bit number, as the kernel compares syscall arguments (struct seccomp_data in linux/seccomp.h).
 *
 * @param bits the number's bits; negative as a {@code long} from 2^63 on
 */
public record Uint64(long bits) {

    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(Long.SIZE);

    /**
     * Reads a JSON integer, or a string with a decimal or {@code 0x} hexadecimal number.
     *
     * @throws IllegalArgumentException for anything else, and for numbers outside 0 to 2^64 - 1
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Uint64 of(Object json) {
        String text = json.toString();
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        BigInteger number;
        try {
            number = new BigInteger(hex ? text.substring(2) : text, hex ? 16 : 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an unsigned 64-bit number: " + text, e);
        }
        if (number.signum() < 0 || number.compareTo(LIMIT) >= 0) {
            throw new IllegalArgumentException("not an unsigned 64-bit number: " + text);
        }
        return new Uint64(number.longValue());
    }

    /** The form that survives a trip through the API server, which reads integers as signed 64-bit ones. */
    @JsonValue
    public Object json() {
        return bits >= 0 ? (Object) bits : toString();
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
