package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.Portcullis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
    void saysWhereItCannotWrite() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(render(file)).isEqualTo("1 portcullis render: cannot write " + file + ": FileAlreadyExists\n");
    }

    private static String render(Path directory) {
        StringWriter text = new StringWriter();
        int exit = Portcullis.commandLine()
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute("render", "--directory", directory.toString(), FILES);
        return exit + " " + text;
    }
}
