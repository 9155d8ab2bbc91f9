package dev.portcullis.cli.report;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command prints to.
 *
 * @param interactive whether somebody looks at it: a line can be written anew
 * @param width the number of characters of a line; without bound where nobody looks
 * @param height the number of lines
 */
public record Terminal(boolean interactive, int width, int height) {

    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(false, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;
    private static final int NARROWEST = 40;
    private static final int LOWEST = 12;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");

    /** That of this process. */
    public static Terminal ofProcess() {
        // Which runtimes have a console where there is no terminal differs.
        boolean looked = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        if (!looked) {
            return NONE;
        }
        return ask().flatMap(Terminal::parse).orElseGet(() -> new Terminal(true, USUAL_WIDTH, USUAL_HEIGHT));
    }

    /** The size in the words of {@code stty size}: lines, then columns; a terminal that does not know says 0. */
    static Optional<Terminal> parse(String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int lines = Integer.parseInt(matcher.group(1));
        int columns = Integer.parseInt(matcher.group(2));
        return lines == 0 || columns == 0
                ? Optional.empty()
                : Optional.of(new Terminal(true, Math.max(columns, NARROWEST), Math.max(lines, LOWEST)));
    }

    /** The Java platform cannot tell. */
    private static Optional<String> ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readNBytes(32), StandardCharsets.US_ASCII);
            return stty.waitFor(1, TimeUnit.SECONDS) ? Optional.of(size) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
