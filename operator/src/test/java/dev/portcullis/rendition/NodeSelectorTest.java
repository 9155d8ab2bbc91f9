package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSelectorTest {

    private static final List<String> KEYS = List.of("pool", "zone", "example.com/gpu");
    private static final List<String> VALUES = List.of("", "a", "b");

    @ParameterizedTest
    @CsvSource({
        "In, true, false, false",
        "NotIn, false, true, true",
        "Exists, true, true, false",
        "DoesNotExist, false, false, true",
    })
    void everyOperatorMeansWhatItMeansToKubernetes(String operator, boolean same, boolean other, boolean without) {
        NodeSelector selector = NodeSelector.of(new LabelSelectorBuilder()
                .addToMatchExpressions(expression(
                        "pool", operator, operator.endsWith("In") ? List.of("gpu", "fpga") : List.<String>of()))
                .build());
        assertThat(selects(selector, Map.of("pool", "gpu"))).isEqualTo(same);
        assertThat(selects(selector, Map.of("pool", "cpu"))).isEqualTo(other);
        assertThat(selects(selector, Map.of("zone", "gpu"))).isEqualTo(without);
    }

    @Test
    void allConditionsHaveToHold() {
        NodeSelector selector = NodeSelector.of(new LabelSelectorBuilder()
                .addToMatchLabels("pool", "gpu")
                .addToMatchExpressions(expression("zone", "NotIn", List.of("a")))
                .build());
        assertThat(selector.keys()).containsExactly("pool", "zone");
        assertThat(selects(selector, Map.of("pool", "gpu"))).isTrue();
        assertThat(selects(selector, Map.of("pool", "gpu", "zone", "a"))).isFalse();
        assertThat(selects(selector, Map.of("zone", "b"))).isFalse();
    }

    @Test
    void withoutASelectorOrWithAnEmptyOneEveryNodeIsSelected() {
        assertThat(NodeSelector.of(null)).isEqualTo(NodeSelector.EVERY);
        assertThat(NodeSelector.of(new LabelSelector())).isEqualTo(NodeSelector.EVERY);
        assertThat(NodeSelector.EVERY.match(NodeLabels.UNKNOWN)).isEqualTo(NodeSelector.Match.YES);
    }

    @Test
    void whatIsNotKnownIsNeitherYesNorNo() {
        NodeSelector selector = NodeSelector.of(new LabelSelectorBuilder()
                .addToMatchLabels("pool", "gpu")
                .addToMatchExpressions(expression("zone", "DoesNotExist", List.of()))
                .build());
        assertThat(selector.match(NodeLabels.UNKNOWN)).isEqualTo(NodeSelector.Match.UNKNOWN);
        assertThat(selector.match(new NodeLabels(Map.of("pool", "gpu"), Set.of())))
                .isEqualTo(NodeSelector.Match.UNKNOWN);
        assertThat(selector.match(new NodeLabels(Map.of("pool", "cpu"), Set.of())))
                .as("whatever zone is")
                .isEqualTo(NodeSelector.Match.NO);
        assertThat(selector.match(new NodeLabels(Map.of("pool", "gpu"), Set.of("zone"))))
                .isEqualTo(NodeSelector.Match.YES);
    }

    @Test
    void oneSelectorHasOneText() {
        NodeSelector one = NodeSelector.of(new LabelSelectorBuilder()
                .addToMatchLabels("pool", "gpu")
                .addToMatchExpressions(expression("zone", "NotIn", List.of("b", "a", "b")))
                .addToMatchExpressions(expression("old", "DoesNotExist", null))
                .build());
        NodeSelector other = NodeSelector.of(new LabelSelectorBuilder()
                .addToMatchExpressions(expression("old", "DoesNotExist", List.of()))
                .addToMatchExpressions(expression("zone", "NotIn", List.of("a", "b")))
                .addToMatchExpressions(expression("pool", "In", List.of("gpu")))
                .build());
        assertThat(one).isEqualTo(other);
        assertThat(one.json())
                .isEqualTo("{\"matchExpressions\":[{\"key\":\"old\",\"operator\":\"DoesNotExist\"},"
                        + "{\"key\":\"pool\",\"operator\":\"In\",\"values\":[\"gpu\"]},"
                        + "{\"key\":\"zone\",\"operator\":\"NotIn\",\"values\":[\"a\",\"b\"]}]}");
    }

    @Test
    void refusesWhatIsNoSelector() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> NodeSelector.of(new LabelSelectorBuilder()
                        .addToMatchExpressions(expression("zone", "Near", List.of("a")))
                        .build()))
                .withMessageContaining("use In, NotIn, Exists or DoesNotExist");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> NodeSelector.of(new LabelSelectorBuilder()
                        .addToMatchExpressions(expression("zone", "In", List.of()))
                        .build()))
                .withMessage("In on zone needs values");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"matchLabels\":{}}",
                "{\"matchExpressions\":{}}",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Near\"}]}",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":\"b\"}]}",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Exists\",\"more\":1}]}",
            })
    void readsNothingElse(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> NodeSelector.ofJson(text));
    }

    @Property
    void itsTextIsReadBack(@ForAll("selectors") LabelSelector selector) {
        NodeSelector read = NodeSelector.of(selector);
        assertThat(NodeSelector.ofJson(read.json())).isEqualTo(read);
    }

    /** As apimachinery's labels.Requirement.Matches, written down a second time. */
    @Property
    void selectsWhatKubernetesSelects(
            @ForAll("selectors") LabelSelector selector, @ForAll("labels") Map<String, String> labels) {
        boolean expected = selector.getMatchLabels().entrySet().stream()
                        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())))
                && selector.getMatchExpressions().stream().allMatch(expression -> {
                    boolean has = labels.containsKey(expression.getKey());
                    boolean named = has && expression.getValues().contains(labels.get(expression.getKey()));
                    return switch (expression.getOperator()) {
                        case "In" -> named;
                        case "NotIn" -> !named;
                        case "Exists" -> has;
                        default -> !has;
                    };
                });
        assertThat(selects(NodeSelector.of(selector), labels)).isEqualTo(expected);
    }

    /** What is decided with less is not decided otherwise with more. */
    @Property
    void furtherLabelsChangeNoDecision(
            @ForAll("selectors") LabelSelector selector,
            @ForAll("labels") Map<String, String> labels,
            @ForAll("keys") Set<String> told) {
        NodeSelector read = NodeSelector.of(selector);
        Map<String, String> present = new TreeMap<>(labels);
        present.keySet().retainAll(told);
        Set<String> missing = new TreeSet<>(told);
        missing.removeAll(labels.keySet());
        NodeSelector.Match known = read.match(new NodeLabels(present, missing));
        NodeSelector.Match all = read.match(NodeLabels.all(labels));
        if (told.containsAll(read.keys())) {
            assertThat(known).isEqualTo(all);
        } else {
            assertThat(known).isIn(all, NodeSelector.Match.UNKNOWN);
        }
    }

    @Provide
    Arbitrary<LabelSelector> selectors() {
        Arbitrary<LabelSelectorRequirement> requirement = Combinators.combine(
                        Arbitraries.of(KEYS),
                        Arbitraries.of("In", "NotIn", "Exists", "DoesNotExist"),
                        Arbitraries.of(VALUES).list().ofMinSize(1).ofMaxSize(3))
                .as((key, operator, values) ->
                        new LabelSelectorRequirement(key, operator, operator.endsWith("In") ? values : List.of()));
        return Combinators.combine(labels(), requirement.list().ofMaxSize(3))
                .as((labels, requirements) -> new LabelSelector(requirements, labels));
    }

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).ofMaxSize(3);
    }

    @Provide
    Arbitrary<Set<String>> keys() {
        return Arbitraries.of(KEYS).set();
    }

    private static LabelSelectorRequirement expression(String key, String operator, @Nullable List<String> values) {
        return new LabelSelectorRequirement(key, operator, values);
    }

    private static boolean selects(NodeSelector selector, Map<String, String> labels) {
        NodeSelector.Match match = selector.match(NodeLabels.all(labels));
        assertThat(match).isNotEqualTo(NodeSelector.Match.UNKNOWN);
        return match == NodeSelector.Match.YES;
    }
}
