package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.api.CapabilityPolicySpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Selectors over a small alphabet, held against a plain reading of Kubernetes' rules and all labels that can be. */
class ReachTest {

    private static final Set<String> EXEMPT = Set.of("kube-system");
    private static final List<String> KEYS = List.of("app", "tier");
    private static final List<String> VALUES = List.of("a", "b", "c");
    /** One value more than selectors name: what they forbid is never everything. */
    private static final List<String> WITNESS_VALUES = List.of("a", "b", "c", "other");

    private static final List<Map<String, String>> WITNESSES = witnesses(KEYS);

    private static List<Map<String, String>> witnesses(List<String> keys) {
        List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
        for (String key : keys) {
            for (Map<String, String> labels : List.copyOf(all)) {
                for (String value : WITNESS_VALUES) {
                    Map<String, String> more = new HashMap<>(labels);
                    more.put(key, value);
                    all.add(more);
                }
            }
        }
        return all;
    }

    @Provide
    Arbitrary<CapabilityPolicySpec> specs() {
        return Combinators.combine(selectors().injectNull(0.3), selectors().injectNull(0.3))
                .as((pods, namespaces) -> new CapabilityPolicySpec(null, null, null, pods, namespaces, null));
    }

    private static Arbitrary<LabelSelector> selectors() {
        Arbitrary<LabelSelectorRequirement> expressions = Combinators.combine(
                        Arbitraries.of(KEYS),
                        Arbitraries.of("In", "NotIn", "Exists", "DoesNotExist"),
                        Arbitraries.of(VALUES)
                                .list()
                                .uniqueElements()
                                .ofMinSize(1)
                                .ofMaxSize(3))
                .as((key, operator, values) ->
                        new LabelSelectorRequirement(key, operator, operator.endsWith("In") ? values : List.of()));
        return Combinators.combine(
                        expressions.list().ofMaxSize(3),
                        Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES))
                                .ofMaxSize(1))
                .as(LabelSelector::new);
    }

    /** A plain reading of apimachinery's LabelSelectorAsSelector. */
    private static boolean selects(@Nullable LabelSelector selector, Map<String, String> labels) {
        return selector == null
                || (selector.getMatchLabels().entrySet().stream()
                                .allMatch(label -> label.getValue().equals(labels.get(label.getKey())))
                        && selector.getMatchExpressions().stream()
                                .allMatch(expression -> holds(expression, labels.get(expression.getKey()))));
    }

    private static boolean holds(LabelSelectorRequirement expression, @Nullable String value) {
        return switch (expression.getOperator()) {
            case "In" -> value != null && expression.getValues().contains(value);
            case "NotIn" -> value == null || !expression.getValues().contains(value);
            case "Exists" -> value != null;
            default -> value == null;
        };
    }

    @Property
    void aPolicyGovernsThePodsThatItsSelectorsSelect(@ForAll("specs") CapabilityPolicySpec spec) {
        Reach reach = Reach.of(spec, EXEMPT);
        for (Map<String, String> pod : WITNESSES) {
            boolean expected = spec.governs() && selects(spec.podSelector(), pod);
            assertThat(reach.includes(pod, "shop", Map.of("app", "a")))
                    .isEqualTo(expected && selects(spec.namespaceSelector(), Map.of("app", "a")));
            assertThat(reach.includes(pod, "kube-system", Map.of("app", "a"))).isFalse();
        }
    }

    @Property
    void policiesOverlapExactlyWhenSomePodIsGovernedByBoth(
            @ForAll("specs") CapabilityPolicySpec one, @ForAll("specs") CapabilityPolicySpec other) {
        boolean pod = WITNESSES.stream()
                .anyMatch(labels -> selects(one.podSelector(), labels) && selects(other.podSelector(), labels));
        boolean namespace = WITNESSES.stream()
                .anyMatch(labels ->
                        selects(one.namespaceSelector(), labels) && selects(other.namespaceSelector(), labels));
        assertThat(overlap(one, other, EXEMPT)).isEqualTo(one.governs() && other.governs() && pod && namespace);
        assertThat(overlap(other, one, EXEMPT)).isEqualTo(overlap(one, other, EXEMPT));
    }

    @Example
    void namespacesAreKnownByNameAndSomeAreExempt() {
        CapabilityPolicySpec everywhere = namespaces(new LabelSelector());
        CapabilityPolicySpec shop = namespaces(named("In", "shop", "kube-system"));
        CapabilityPolicySpec blog = namespaces(named("In", "blog", "kube-system"));
        assertThat(overlap(everywhere, shop, EXEMPT)).isTrue();
        assertThat(overlap(shop, blog, EXEMPT)).isFalse();
        assertThat(overlap(shop, blog, Set.of())).isTrue();
        assertThat(overlap(everywhere, namespaces(named("DoesNotExist")), EXEMPT))
                .isFalse();
        assertThat(Reach.of(shop, EXEMPT).includes(Map.of(), "shop", Map.of())).isTrue();
        assertThat(Reach.of(shop, EXEMPT).namespaceLabels()).isEmpty();
    }

    @Example
    void anOperatorThatThereIsNotIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reach.of(namespaces(named("Equals", "shop")), EXEMPT))
                .withMessage("a label selector has no operator \"Equals\"; use In, NotIn, Exists or DoesNotExist");
    }

    private static boolean overlap(CapabilityPolicySpec one, CapabilityPolicySpec other, Set<String> exempt) {
        return Reach.of(one, exempt).overlaps(Reach.of(other, exempt));
    }

    private static CapabilityPolicySpec namespaces(LabelSelector selector) {
        return new CapabilityPolicySpec(null, null, null, null, selector, null);
    }

    private static LabelSelector named(String operator, String... names) {
        return new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey(Reach.NAMESPACE_NAME)
                .withOperator(operator)
                .withValues(names)
                .endMatchExpression()
                .build();
    }
}
