package dev.portcullis.operator.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a JSON text's characters in UTF-8, computed as the text arrives. */
final class JsonTextDigest {

    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private final MessageDigest digest;
    private final byte[] buffer = new byte[4096];
    private int filled;
    private boolean escaped;
    private int hexDigits;
    private int unit;
    private char high;

    JsonTextDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes the next byte after the opening quotation mark; returns whether it is the closing one. */
    boolean take(byte b) {
        if (hexDigits > 0) {
            hex(b);
        } else if (escaped) {
            escaped = false;
            escape(b);
        } else if (b == '\\') {
            escaped = true;
        } else {
            alone();
            if (b == '"') {
                digest.update(buffer, 0, filled);
                filled = 0;
                return true;
            }
            put(b);
        }
        return false;
    }

    /** The digest in lower-case hexadecimal, once the text has ended. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void escape(byte b) {
        if (b == 'u') {
            hexDigits = HEX_DIGITS;
            unit = 0;
            return;
        }
        alone();
        put(
                switch (b) {
                    case 'b' -> (byte) '\b';
                    case 'f' -> (byte) '\f';
                    case 'n' -> (byte) '\n';
                    case 'r' -> (byte) '\r';
                    case 't' -> (byte) '\t';
                    default -> b;
                });
    }

    private void hex(byte b) {
        unit = unit * HEX + Character.digit(b, HEX);
        hexDigits--;
        if (hexDigits > 0) {
            return;
        }
        char c = (char) unit;
        if (Character.isLowSurrogate(c) && high != 0) {
            put(new String(new char[] {high, c}));
            high = 0;
            return;
        }
        alone();
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else {
            put(String.valueOf(c));
        }
    }

    /** A lone surrogate becomes a question mark, as everywhere in Java. */
    private void alone() {
        if (high != 0) {
            put(String.valueOf(high));
            high = 0;
        }
    }

    private void put(String characters) {
        for (byte b : characters.getBytes(StandardCharsets.UTF_8)) {
            put(b);
        }
    }

    private void put(byte b) {
        if (filled == buffer.length) {
            digest.update(buffer);
            filled = 0;
        }
        buffer[filled] = b;
        filled++;
    }
}
