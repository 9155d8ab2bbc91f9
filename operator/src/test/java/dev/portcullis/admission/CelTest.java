package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import org.junit.jupiter.api.Test;

class CelTest {

    @Test
    void stringsAreQuoted() {
        assertThat(CelText.string("it's \\ a\n\"text\"")).isEqualTo("'it\\'s \\\\ a\\n\"text\"'");
        assertThat(CelText.list(List.of("a", "b'"))).isEqualTo("['a', 'b\\'']");
        assertThat(CelText.list(List.of())).isEqualTo("[]");
    }

    @Test
    void selectorsBecomeExpressions() {
        assertThat(SelectorExpression.of(
                        new LabelSelectorBuilder()
                                .addToMatchLabels("b", "2")
                                .addToMatchLabels("a", "")
                                .addToMatchExpressions(new LabelSelectorRequirement("e/k", "In", List.of("x", "y")))
                                .addToMatchExpressions(new LabelSelectorRequirement("n", "NotIn", List.of("z")))
                                .addToMatchExpressions(new LabelSelectorRequirement("p", "Exists", List.of()))
                                .addToMatchExpressions(new LabelSelectorRequirement("q", "DoesNotExist", List.of()))
                                .build(),
                        "l"))
                .isEqualTo("'a' in l && l['a'] in [''] && 'b' in l && l['b'] in ['2'] && 'e/k' in l && l['e/k'] in"
                        + " ['x', 'y'] && !('n' in l && l['n'] in ['z']) && 'p' in l && !('q' in l)");
        assertThat(SelectorExpression.of(new LabelSelectorBuilder().build(), "l"))
                .isEqualTo("true");
    }
}
