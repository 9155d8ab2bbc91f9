package dev.portcullis.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs a program to its end. */
public final class Shell {

    /** How it ended and what it printed; standard output and error apart. */
    public record Result(String command, int exitCode, String output, String errors) {

        /** Fails the test that needs it to have gone well. */
        public Result expectSuccess() {
            if (exitCode != 0) {
                throw new AssertionError(command + " exited with " + exitCode + ":\n" + output + errors);
            }
            return this;
        }
    }

    private Shell() {}

    /** Runs a command in the repository's root, with these variables added to its environment and nothing to read. */
    public static Result run(Map<String, String> environment, String... command) {
        try {
            Path errors = Files.createTempFile("portcullis-it", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(errors.toFile()).directory(Repository.ROOT.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Result result = new Result(String.join(" ", command), process.waitFor(), output, Files.readString(errors));
            Files.delete(errors);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
