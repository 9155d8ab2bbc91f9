package dev.portcullis.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs a program to its end. */
public final class Shell {

    /** A program that has ended. Its output is given to callers that say how it should have ended. */
    public static final class Ended {

        private final String command;
        private final int exitCode;
        private final Result result;

        private Ended(String command, int exitCode, String output, String errors) {
            this.command = command;
            this.exitCode = exitCode;
            this.result = new Result(exitCode, output, errors);
        }

        /** The result, where the exit code is 0; fails the test otherwise. */
        public Result expectSuccess() {
            return expect(exitCode == 0);
        }

        /** The result, where the exit code is not 0; fails the test otherwise. */
        public Result expectFailure() {
            return expect(exitCode != 0);
        }

        /** Returns whether the exit code is 0, for callers that try again. */
        public boolean isSuccess() {
            return exitCode == 0;
        }

        private Result expect(boolean holds) {
            if (!holds) {
                throw new AssertionError(
                        command + " exited with " + exitCode + ":\n" + result.output() + result.errors());
            }
            return result;
        }
    }

    /** The exit code of a program, and what it printed; standard output and error apart. */
    public record Result(int exitCode, String output, String errors) {}

    private Shell() {}

    /** Runs a command in the repository's root, with these variables added to its environment and nothing to read. */
    @CheckReturnValue
    public static Ended run(Map<String, String> environment, String... command) {
        try {
            Path errors = Files.createTempFile("portcullis-it", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(errors.toFile()).directory(Repository.ROOT.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Ended ended = new Ended(String.join(" ", command), process.waitFor(), output, Files.readString(errors));
            Files.delete(errors);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
