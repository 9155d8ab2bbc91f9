package dev.portcullis.guide;

import dev.portcullis.guide.Guide.Step;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a page show what its commands have printed.
 *
 * @param guide as it was read from the page
 */
record GuideWriter(Guide guide) {

    /** Replaces what the page shows where something else was printed. */
    void write(List<String> outputs) throws IOException {
        Path page = Repository.ROOT.resolve(guide.page());
        Files.writeString(page, rewritten(Files.readString(page), outputs));
    }

    /** The page with these outputs, one for each step. */
    String rewritten(String content, List<String> outputs) {
        List<String> lines = new ArrayList<>(content.lines().toList());
        // From the end, so that the lines before keep their numbers.
        for (int i = outputs.size() - 1; i >= 0; i--) {
            Step step = guide.steps().get(i);
            if (GuideRun.differs(step, outputs.get(i))) {
                int begin = step.line() - 1 + (int) step.script().lines().count();
                List<String> shown = lines.subList(begin, begin + step.output().size());
                String command = lines.get(step.line() - 1);
                String margin = command.substring(
                        0, command.length() - command.stripLeading().length());
                shown.clear();
                shown.addAll(outputs.get(i)
                        .lines()
                        .map(line -> line.isEmpty() ? "" : margin + line)
                        .toList());
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
