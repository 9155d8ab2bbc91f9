package dev.portcullis.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.guide.Guide.Option;
import dev.portcullis.guide.Guide.Place;
import dev.portcullis.guide.Guide.StandIn;
import dev.portcullis.guide.Guide.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages, read as something to do. */
class GuideTest {

    private static final String PAGE = """
            # A page

            ```sh
            not carried out
            ```

            <!-- docs-test: node, bare -->
            <!-- docs-test: image debian:stable from /usr/bin/ls /usr/bin/cat runs ls / -->
            <!-- docs-test: file pod.yaml -->
            ```yaml
            kind: Pod
            ```

            ```console
            $ kubectl apply -f - <<EOF
            > kind: Pod
            > EOF
            $ kubectl get pods \\
                -o wide
            NAME   AGE
            web    2s
            ```

            <!-- docs-test: skip it needs a registry -->
            ```sh
            skopeo copy
            ```

            <!-- docs-test: fails -->
            ```sh
            false
            ```

            <!-- docs-test: run
            kubectl delete pod web
            -->
            <!-- docs-test: end -->

            ```sh
            not carried out either
            ```
            """;

    @Test
    void aPageIsReadAsSteps() {
        Guide guide = GuideReader.read("docs/page.md", PAGE).orElseThrow();
        assertThat(guide.place()).isEqualTo(Place.NODE);
        assertThat(guide.options()).containsExactly(Option.BARE);
        assertThat(guide.images())
                .containsExactly(
                        new StandIn("debian:stable", List.of("/usr/bin/ls", "/usr/bin/cat"), List.of("ls", "/")));
        assertThat(guide.steps())
                .containsExactly(
                        new Step(11, "cat > pod.yaml <<'END-OF-FILE'\nkind: Pod\nEND-OF-FILE\n", List.of(), true),
                        new Step(15, "kubectl apply -f - <<EOF\nkind: Pod\nEOF\n", List.of(), true),
                        new Step(18, "kubectl get pods \\\n    -o wide\n", List.of("NAME   AGE", "web    2s"), true),
                        new Step(31, "false\n", List.of(), false),
                        new Step(34, "kubectl delete pod web\n", List.of(), true));
    }

    @Test
    void aPageWithoutACommentIsNotCarriedOut() {
        assertThat(GuideReader.read("docs/page.md", "```sh\nrm -r /\n```\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- docs-test: lokal -->\n",
                "<!-- docs-test: local\n",
                "<!-- docs-test: local -->\n<!-- docs-test: skip -->\n```sh\n```\n",
                "<!-- docs-test: local -->\n<!-- docs-test: fails -->\n",
                "<!-- docs-test: local -->\n<!-- docs-test: node -->\n",
                "<!-- docs-test: image name -->\n",
                "<!-- docs-test: local -->\n```console\nno prompt\n```\n"
            })
    void aMistakeIsToldWithThePage(String content) {
        assertThatThrownBy(() -> GuideReader.read("docs/page.md", content))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void everyPageOfTheDocumentationCanBeRead(Place place) {
        assertThat(Guide.at(place))
                .allSatisfy(guide -> assertThat(guide.steps()).isNotEmpty());
    }

    @Test
    void aBlockInAListKeepsItsMargin() {
        String page = """
                1. First:

                   <!-- docs-test: local -->

                   ```console
                   $ ls
                   a
                   ```
                """;
        Guide guide = GuideReader.read("docs/page.md", page).orElseThrow();
        assertThat(guide.steps()).containsExactly(new Step(6, "ls\n", List.of("a"), true));
        assertThat(new GuideWriter(guide).rewritten(page, List.of("b\n"))).isEqualTo(page.replace("   a", "   b"));
    }

    @Test
    void thePageShowsWhatWasPrintedWhereItDiffers() {
        Guide guide = GuideReader.read("docs/page.md", PAGE).orElseThrow();
        List<String> same = List.of("", "", "NAME AGE\nweb 17m\n", "", "");
        assertThat(new GuideWriter(guide).rewritten(PAGE, same)).isEqualTo(PAGE);
        List<String> other = List.of("", "", "NAME\nweb\nshop\n", "", "");
        assertThat(new GuideWriter(guide).rewritten(PAGE, other))
                .isEqualTo(PAGE.replace("NAME   AGE\nweb    2s\n", "NAME\nweb\nshop\n"));
    }
}
