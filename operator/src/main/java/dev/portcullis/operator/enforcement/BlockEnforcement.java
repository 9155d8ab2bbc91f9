package dev.portcullis.operator.enforcement;

import dev.portcullis.admission.BlockFilling;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.operator.client.EventRecorder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the API server fill pods in with a block's file.
 *
 * @param admission where admission policies are kept; empty when the operator enforces nothing
 * @param exemptNamespaces the namespaces whose pods are left alone
 * @param events for news that people must hear at once
 */
public record BlockEnforcement(
        Optional<AdmissionObjects<SyscallBlock>> admission, Set<String> exemptNamespaces, EventRecorder events) {

    /** Copies what it is given. */
    public BlockEnforcement {
        exemptNamespaces = Set.copyOf(exemptNamespaces);
    }

    public List<EventSource<?, SyscallBlock>> eventSources(EventSourceContext<SyscallBlock> context) {
        return admission.map(objects -> objects.eventSources(context)).orElse(List.of());
    }

    /** Stops filling pods in; returns whether any were until now. */
    public boolean withdraw(SyscallBlock block, Context<SyscallBlock> context) {
        boolean was = admission.map(objects -> objects.hasAny(block)).orElse(false);
        admission.ifPresent(objects -> objects.apply(block, List.of(), context));
        return was;
    }

    /** Fills pods in if this says so, and stops it otherwise; returns what came of it. */
    public Enforced enforce(SyscallBlock block, FillingState state, Context<SyscallBlock> context) {
        return admission.map(objects -> enforce(block, objects, state, context)).orElse(Enforced.FILLS_NOTHING);
    }

    private Enforced enforce(
            SyscallBlock block,
            AdmissionObjects<SyscallBlock> objects,
            FillingState state,
            Context<SyscallBlock> context) {
        boolean before = objects.hasBindings(block);
        BlockFilling wanted = new BlockFilling(block.getMetadata().getName(), exemptNamespaces);
        boolean fills = state.fills() && objects.areMutating();
        try {
            String restored = String.join("; ", objects.apply(block, fills ? wanted.objects() : List.of(), context));
            if (!restored.isEmpty()) {
                events.warn(block, AdmissionObjects.RESTORED, restored);
            }
        } catch (KubernetesClientException e) {
            Enforced refused = Enforced.notApplied(before, AdmissionObjects.words(e));
            if (refused.isNewsAfter(block.getStatus())) {
                events.warn(block, refused.reason(), refused.message());
            }
            return refused;
        }
        return objects.areMutating() ? state.enforced(wanted.exemptNamespaces()) : Enforced.CANNOT_FILL;
    }
}
