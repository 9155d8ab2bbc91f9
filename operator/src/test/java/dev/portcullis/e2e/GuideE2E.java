package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.guide.Guide;
import dev.portcullis.guide.Guide.Option;
import dev.portcullis.guide.Guide.Place;
import dev.portcullis.guide.Guide.StandIn;
import dev.portcullis.guide.GuideRun;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages whose commands need a real node, from their first command to their last. {@code -Dportcullis.guides=docs/tutorial.md}
 * takes one of them, and {@code all} also those that take long.
 */
class GuideE2E {

    private static final String ASKED = System.getProperty("portcullis.guides", "");

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    static List<Guide> guides() {
        List<Guide> guides = Guide.at(Place.NODE).stream()
                .filter(guide -> ASKED.isEmpty()
                        ? !guide.options().contains(Option.SLOW)
                        : ASKED.equals("all") || ASKED.equals(guide.page()))
                .toList();
        assertThat(guides).isNotEmpty();
        return guides;
    }

    @BeforeEach
    void needOwnNode() {
        assumeTrue(installation.node().isPresent(), "the programs are in images for this machine's own node");
    }

    @AfterEach
    void installTheCurrentChart() {
        installation
                .kubectl("delete", "pods,deployments,statefulsets,daemonsets,jobs", "--all", "--now")
                .expectSuccess();
        if (installation.kubectl("get", "crd", "seccompprofiles.portcullis.dev").isSuccess()) {
            installation
                    .kubectl(
                            "delete",
                            "seccompprofiles,capabilitypolicies,syscallblocks,profileobservations",
                            "--all",
                            Installation.PATIENCE)
                    .expectSuccess();
        }
        if (!installation.kubectl("get", "namespace", Installation.NAMESPACE).isSuccess()) {
            installation.createNamespace();
        }
        installation.restore();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guides")
    void everyCommandDoesWhatThePageShows(Guide guide) throws IOException {
        for (StandIn image : guide.images()) {
            load(image);
        }
        if (guide.options().contains(Option.BARE)) {
            uninstall();
        }
        new GuideRun(guide, workspace).carryOut(installation::run);
    }

    private void uninstall() {
        Release release = installation.ownNode().release();
        release.put(Release.CURRENT, "--set", "uninstall.removeFiles=true,crds.keep=false");
        installation.awaitRollout();
        release.uninstall();
        installation
                .kubectl("delete", "namespace", Installation.NAMESPACE, Installation.PATIENCE)
                .expectSuccess();
    }

    private void load(StandIn image) throws IOException {
        String first = image.source().getFirst();
        String name = fullName(image.name());
        if (first.equals("portcullis")) {
            installation.ownNode().tag(installation.image(), name);
            return;
        }
        Path directory = Files.createTempDirectory(workspace, "image");
        Path root = Files.createDirectory(directory.resolve("root"));
        RootFilesystem files = new RootFilesystem(root);
        if (first.startsWith("/")) {
            files = RootFilesystem.of(root, image.source());
            Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
        } else {
            Shell.run(Map.of(), Repository.ROOT.resolve(first).toString(), root.toString())
                    .expectSuccess();
        }
        installation.ownNode().load(name, directory, files, image.entrypoint());
    }

    /** The name as container runtimes complete it. */
    private static String fullName(String name) {
        String[] parts = name.split("/", 2);
        if (parts.length == 1) {
            return "docker.io/library/" + name;
        }
        return parts[0].contains(".") || parts[0].contains(":") ? name : "docker.io/" + name;
    }
}
