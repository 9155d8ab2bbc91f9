package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.stream.IntStream;
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
        LabelSelector selector = new LabelSelectorBuilder()
                .addToMatchLabels("b", "2")
                .addToMatchLabels("a", "")
                .addToMatchExpressions(new LabelSelectorRequirement("e/k", "In", List.of("x", "y")))
                .addToMatchExpressions(new LabelSelectorRequirement("p", "Exists", List.of()))
                .addToMatchExpressions(new LabelSelectorRequirement("n", "NotIn", List.of("z")))
                .addToMatchExpressions(new LabelSelectorRequirement("q", "DoesNotExist", List.of()))
                .build();
        assertThat(SelectorExpression.of(selector, "l"))
                .isEqualTo(
                        "'a' in l && l['a'] in [''] && 'b' in l && l['b'] in ['2'] && 'e/k' in l && l['e/k'] in"
                                + " variables.values0 && 'p' in l && !('n' in l && l['n'] in variables.values2) && !('q' in l)");
        assertThat(SelectorExpression.lists(selector))
                .containsExactly(CelRule.variable("values0", "['x', 'y']"), CelRule.variable("values2", "['z']"));
        assertThat(SelectorExpression.of(new LabelSelectorBuilder().build(), "l"))
                .isEqualTo("true");
    }

    /** cel-go parses no longer ones (parser options, expressionSizeCodePointLimit). */
    @Test
    void noExpressionIsTooLongForAnySelectorThatTheSchemaTakes() {
        LabelSelectorBuilder most = new LabelSelectorBuilder();
        for (int i = 0; i < 32; i++) {
            String key = "d".repeat(250) + (i + 100) + "/" + "n".repeat(63);
            List<String> values =
                    IntStream.range(100, 164).mapToObj(v -> "v".repeat(60) + v).toList();
            most.addToMatchLabels(key, "v".repeat(63))
                    .addToMatchExpressions(new LabelSelectorRequirement(key, "NotIn", values));
        }
        assertThat(GovernedPods.variables(most.build()))
                .allSatisfy(variable -> assertThat(variable.getExpression()).hasSizeLessThan(100_000));
    }
}
