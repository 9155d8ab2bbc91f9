package dev.portcullis.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderDirectoryTest {

    private static final String FILES = "src/test/resources/cli/render-several";

    @TempDir
    private Path folder;

    @Test
    void writesWhatDiffersAndNothingElse() throws IOException {
        Path target = folder.resolve("new/portcullis");
        Path a = target.resolve("a.json");
        Path b = target.resolve("b.json");
        assertThat(render(target)).isEqualTo("0 " + a + " written\n" + b + " written\n");
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(a, longAgo);
        Files.writeString(b, "changed");
        assertThat(render(target)).isEqualTo("0 " + a + " unchanged\n" + b + " written\n");
        assertThat(Files.getLastModifiedTime(a)).isEqualTo(longAgo);
        assertThat(Files.readString(b)).startsWith("{");
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).containsExactlyInAnyOrder(a, b);
        }
    }

    @Test
    void policiesHaveAFolderOfTheirOwn() throws IOException {
        Path target = folder.resolve("portcullis");
        String files = "src/test/resources/cli/render-policies";
        String[] names = {
            "clock.json", "policy/ntp.capabilities.json", "policy/ntp.seccomp.json", "policy/web.capabilities.json"
        };
        assertThat(render(target, files))
                .startsWith("0 ")
                .contains(Arrays.stream(names)
                        .map(name -> target.resolve(name) + " written\n")
                        .toList());
        assertThat(render(target, files)).contains(target.resolve(names[3]) + " unchanged\n");
        try (Stream<Path> written = Files.walk(target)) {
            assertThat(written.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(names).map(target::resolve).toList());
        }
    }

    @Test
    void saysWhereItCannotWriteAndWhy() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(render(file)).isEqualTo("1 portcullis render: cannot write " + file + ": this is no folder\n");
        assertThat(render(file.resolve("below")))
                .isEqualTo("1 portcullis render: cannot write " + file + "/below: Not a directory\n");
        assertThat(render(Path.of("/proc/nowhere")))
                .isEqualTo("1 portcullis render: cannot write /proc/nowhere: its file system takes no new folders\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
        assertThat(render(link)).isEqualTo("1 portcullis render: cannot write " + link + ": this is no folder\n");
        Files.createDirectories(folder.resolve("taken/a.json/below"));
        assertThat(render(folder.resolve("taken"))).contains("/taken/a.json: a folder of that name is in the way\n");
    }

    private static String render(Path directory) {
        return render(directory, FILES);
    }

    private static String render(Path directory, String files) {
        CommandResult result = CommandResult.of("render", "--directory", directory.toString(), files);
        return result.status() + " " + result.out() + result.err();
    }
}
