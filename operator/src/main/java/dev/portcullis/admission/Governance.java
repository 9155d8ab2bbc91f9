package dev.portcullis.admission;

import dev.portcullis.api.CapabilityPolicySpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pods that a policy governs, and its demands on them.
 *
 * @param name the policy's name
 * @param spec its spec
 * @param requirements its demands
 * @param exemptNamespaces namespaces whose pods no policy governs, whatever its selectors say
 * @param canFill whether the API server can fill in pods: whether it has {@link MutatingObjects#POLICY}
 */
public record Governance(
        String name,
        CapabilityPolicySpec spec,
        Requirements requirements,
        Set<String> exemptNamespaces,
        boolean canFill) {

    /** The label that the API server puts on every namespace. */
    static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private static final Map<String, String> LABELS =
            Map.of("app.kubernetes.io/managed-by", "portcullis", "app.kubernetes.io/part-of", "portcullis");

    /** Copies what it is given. */
    public Governance {
        exemptNamespaces = Set.copyOf(exemptNamespaces);
    }

    /** The name of the admission policies, and of the mutating binding. */
    public String objectName() {
        return name + ".capabilitypolicy.portcullis.dev";
    }

    /** The name of the binding that holds pods to the policy. */
    public String podsName() {
        return name + ".pods.portcullis.dev";
    }

    /** The name of the binding that warns of workloads whose pods would break the policy. */
    public String workloadsName() {
        return name + ".workloads.portcullis.dev";
    }

    /** Returns whether silent pods are filled in. */
    public boolean fills() {
        return canFill && spec.governs() && spec.enforced().mutates() && !new FillExpression(requirements).isEmpty();
    }

    /** The selector of the governed pods; selects all when the policy has none. */
    LabelSelector podSelector() {
        return Objects.requireNonNullElseGet(spec.podSelector(), LabelSelector::new);
    }

    /** The selector of the governed pods' namespaces, without exempt ones. */
    LabelSelector namespaceSelector() {
        return without(exemptNamespaces, Objects.requireNonNullElseGet(spec.namespaceSelector(), LabelSelector::new));
    }

    /** The namespaces that a selector selects, without exempt ones. */
    static LabelSelector without(Set<String> exemptNamespaces, LabelSelector selector) {
        if (exemptNamespaces.isEmpty()) {
            return selector;
        }
        return new LabelSelectorBuilder(selector)
                .addNewMatchExpression()
                .withKey(NAMESPACE_NAME)
                .withOperator("NotIn")
                .addAllToValues(new TreeSet<>(exemptNamespaces))
                .endMatchExpression()
                .build();
    }

    /** The metadata of a generated object. */
    static ObjectMeta metadata(String name) {
        return new ObjectMetaBuilder().withName(name).withLabels(LABELS).build();
    }
}
