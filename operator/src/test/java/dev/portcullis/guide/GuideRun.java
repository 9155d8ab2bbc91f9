package dev.portcullis.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.guide.Guide.Step;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A guide, carried out in a directory that shows what is at the top of the repository: one shell does all its steps. With {@code
 * -Dportcullis.golden=write} the page then shows what was printed where that differs.
 */
public final class GuideRun {

    private static final List<String> AT_HAND = List.of("config", "crds", "docs", "examples", "helm", "hack");
    private static final boolean WRITE = "write".equals(System.getProperty("portcullis.golden"));
    private static final String LIMIT = "10m";

    private final Guide guide;
    private final Path here;
    private final Path record;

    /** A run in an empty directory. */
    public GuideRun(Guide guide, Path workspace) throws IOException {
        this.guide = guide;
        here = Files.createDirectory(workspace.resolve("here"));
        record = Files.createDirectory(workspace.resolve("record"));
        for (String name : AT_HAND) {
            Path target = Repository.ROOT.resolve(name);
            if (Files.exists(target)) {
                Files.createSymbolicLink(here.resolve(name), target);
            }
        }
        Path programs = Files.createDirectory(workspace.resolve("bin"));
        for (String name : List.of("portcullis", "kubectl-portcullis")) {
            Files.createSymbolicLink(programs.resolve(name), Repository.EXECUTABLE);
        }
        Files.writeString(record.resolve("all.sh"), script(programs));
    }

    /**
     * Does all steps, and fails with what differs from the page.
     *
     * @param command runs a command to its end, with the environment that the guide needs
     */
    public void carryOut(Function<List<String>, Shell.Ended> command) throws IOException {
        Shell.Ended ended = command.apply(
                List.of("timeout", LIMIT, "bash", record.resolve("all.sh").toString()));
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < guide.steps().size(); i++) {
            Path output = record.resolve(i + ".out");
            outputs.add(Files.exists(output) ? Files.readString(output) : "");
        }
        if (!ended.isSuccess()) {
            int last = Integer.parseInt(Files.readString(record.resolve("step")).strip());
            Step step = guide.steps().get(last);
            throw new AssertionError(guide.page() + ":" + step.line() + ": "
                    + (step.succeeds() ? "this failed" : "this should have failed") + ":\n" + step.script() + "\n"
                    + outputs.get(last));
        }
        if (WRITE) {
            new GuideWriter(guide).write(outputs);
        }
        List<String> different = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Step step = guide.steps().get(i);
            if (differs(step, outputs.get(i))) {
                different.add(guide.page() + ":" + step.line() + ": " + step.script() + "printed\n" + outputs.get(i)
                        + "and the page shows\n" + String.join("\n", step.output()) + "\n");
            }
        }
        assertThat(different).isEmpty();
    }

    /** Tells whether a step printed something else than the page shows. */
    static boolean differs(Step step, String printed) {
        return !step.output().isEmpty() && !new ShownOutput(step.output()).admits(printed);
    }

    /** Each step is a file, so that a mistake in one is told of that one; what it sets, the next ones see. */
    private String script(Path programs) throws IOException {
        StringBuilder all =
                new StringBuilder("set -o pipefail\nexport NO_COLOR=1 PATH=" + programs + ":$PATH\ncd " + here + "\n");
        for (int i = 0; i < guide.steps().size(); i++) {
            Step step = guide.steps().get(i);
            Path file = Files.writeString(record.resolve(i + ".sh"), step.script());
            all.append("echo ")
                    .append(i)
                    .append(" >")
                    .append(record.resolve("step"))
                    .append('\n');
            all.append("exec >").append(record.resolve(i + ".out")).append(" 2>&1\n");
            all.append(step.succeeds() ? "set -e; . " + file + "; set +e\n" : "! . " + file + " || exit 1\n");
        }
        return all.toString();
    }
}
