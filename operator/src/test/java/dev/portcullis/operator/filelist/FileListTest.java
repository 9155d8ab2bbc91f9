package dev.portcullis.operator.filelist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileListTest {

    @Test
    void everyFileIsALineOfItsOwnAsPodsNameItInOrder() {
        assertThat(FileList.of(List.of(profile("web"), policy("web"), profile("api"), profile("web")))
                        .text())
                .isEqualTo("\nportcullis/api.json\nportcullis/policy/web.seccomp.json\nportcullis/web.json\n");
    }

    @Test
    void withoutAnyFileTheListIsThereAndNamesNone() {
        assertThat(FileList.of(List.of()).text()).isEqualTo("\n");
    }

    @Test
    void aListThatNoConfigMapHoldsSaysSoInItsPlace() {
        List<FilePath> files = IntStream.range(0, 5_000)
                .mapToObj(i -> profile("%05d".formatted(i) + "x".repeat(200)))
                .toList();
        assertThat(FileList.of(files.subList(0, 4_000)).text()).startsWith("\nportcullis/00000x");
        assertThat(FileList.of(files).text())
                .isEqualTo("\n* the names of 5000 files have 1110001 bytes, which is more than this list holds\n");
    }

    private static FilePath profile(String name) {
        return new FilePath(Kind.SECCOMP_PROFILE, name, Content.SECCOMP);
    }

    private static FilePath policy(String name) {
        return new FilePath(Kind.CAPABILITY_POLICY, name, Content.SECCOMP);
    }
}
