package dev.portcullis.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Says whether a rendering means to the kernel what its source means, by the BPF that libseccomp makes of both. One
 * process of src/test/oracle/compare.py answers all questions.
 */
public final class Oracle implements AutoCloseable {

    public static final Path FOLDER = Path.of("src/test/oracle").toAbsolutePath();
    /** The interpreter that Debian installs python3-seccomp for; another on the PATH would not find it. */
    public static final String PYTHON = "/usr/bin/python3";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An answer.
     *
     * @param verdict {@code same}, {@code different}, {@code error} where one of the two cannot be loaded, or {@code endless}
     *     where libseccomp does not return from building the rendering, or the source alone
     * @param details the first differences in words, or why it cannot be loaded
     */
    public record Answer(String verdict, List<String> details) {

        public static final Answer SAME = new Answer("same", List.of());
    }

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    /** Starts the process. */
    public Oracle() {
        this("compare.py", "--batch");
    }

    private Oracle(String script, String... options) {
        try {
            List<String> command =
                    new ArrayList<>(List.of(PYTHON, "-B", FOLDER.resolve(script).toString()));
            command.addAll(List.of(options));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("hack/prepare packages installs what the oracle needs", e);
        }
        questions = process.outputWriter();
        answers = process.inputReader();
    }

    /**
     * Compares. Where libseccomp does not return from building the source, the rendering is compared with what is written
     * there.
     *
     * @param source a profile in any JSON dialect
     * @param rendered the plain OCI document made of it
     * @param arch {@code x86_64}, {@code aarch64}, {@code ppc64le} or {@code s390x}
     * @param caps {@code none}, {@code all}, or names with commas between them, as {@code CAP_BPF,CAP_CHOWN}
     */
    public Answer compare(String source, String rendered, String arch, String caps) {
        return ask(Map.of("source", source, "rendered", rendered, "arch", arch, "caps", caps));
    }

    /** One that answers {@link #blocked} alone. */
    public static Oracle ofBlocks() {
        return new Oracle("blocked.py");
    }

    /**
     * Tells whether a rendering with blocks lets nothing through that the source or a block denies, and else what the source
     * does.
     *
     * @param blocks a JSON array, as the {@code syscalls} of all blocks
     * @param whole the syscalls that may be denied with any arguments
     */
    public Answer blocked(String source, JsonNode blocks, String rendered, String arch, Collection<String> whole) {
        return ask(Map.of("source", source, "blocks", blocks, "rendered", rendered, "arch", arch, "whole", whole));
    }

    /** One that answers {@link #observed} alone. */
    public static Oracle ofObservations() {
        return new Oracle("observed.py");
    }

    /**
     * Tells whether what a document denies notifies under its observed document, and everything else is as it was.
     *
     * @param source a plain OCI document
     * @param response {@code Allow} or {@code Deny}
     * @param untold the syscalls whose denied calls may stay as they are
     */
    public Answer observed(String source, String observed, String response, String arch, Collection<String> untold) {
        return ask(
                Map.of("source", source, "observed", observed, "response", response, "arch", arch, "untold", untold));
    }

    /** Tells whether a runtime takes a source: {@code same} if it does. */
    public Answer alone(String source, String arch) {
        return ask(Map.of("source", source, "rendered", "", "arch", arch, "caps", "none"));
    }

    private synchronized Answer ask(Map<String, ?> question) {
        try {
            questions.write(JSON.writeValueAsString(question));
            questions.newLine();
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new IOException(
                        "the oracle ended: see standard error; hack/prepare packages installs what it needs");
            }
            JsonNode answer = JSON.readTree(line);
            List<String> details = new ArrayList<>();
            answer.get("differences").forEach(difference -> details.add(difference.asText()));
            if (answer.has("message")) {
                details.add(answer.get("message").asText());
            }
            return new Answer(answer.get("verdict").asText(), details);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process and waits for its end. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
