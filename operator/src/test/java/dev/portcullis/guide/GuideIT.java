package dev.portcullis.guide;

import dev.portcullis.guide.Guide.Place;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages whose commands need no cluster, from their first command to their last. */
class GuideIT {

    @TempDir
    Path workspace;

    static List<Guide> guides() {
        return Guide.at(Place.LOCAL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guides")
    void everyCommandDoesWhatThePageShows(Guide guide) throws IOException {
        new GuideRun(guide, workspace).carryOut(command -> Shell.run(Map.of(), command.toArray(String[]::new)));
    }
}
