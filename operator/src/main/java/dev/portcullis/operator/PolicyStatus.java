package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.api.EffectiveCapabilities;
import dev.portcullis.capability.Capability;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.reconciliation.CarriedDigests;
import dev.portcullis.operator.reconciliation.Delivery;
import dev.portcullis.operator.reconciliation.StatusFold;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a CapabilityPolicy's status together. */
final class PolicyStatus {

    private static final int MAX_OVERLAPS = 10;

    private PolicyStatus() {}

    /**
     * The status to write.
     *
     * @param name the policy's name
     * @param before the status so far
     * @param fold what the status of every kind says
     * @param held what the containers hold by the spec; null when it was refused
     * @param delivery how its rendition stands
     * @param availability whether pods are sent to its seccomp file
     * @param overlaps the policies that can govern the same pods
     * @param enforced the condition that tells what the API server does
     */
    static CapabilityPolicyStatus of(
            String name,
            CapabilityPolicyStatus before,
            StatusFold fold,
            PolicyOutcome.@Nullable Held held,
            Delivery delivery,
            Availability availability,
            List<String> overlaps,
            Condition enforced) {
        CarriedDigests carried = delivery.carried();
        List<Condition> conditions = new ArrayList<>(fold.conditions());
        conditions.add(enforced);
        return new CapabilityPolicyStatus(
                fold.generation(),
                held == null ? before.root() : effective(held.root()),
                held == null ? before.nonRoot() : effective(held.nonRoot()),
                carried.capabilitiesSha256(),
                carried.hasSeccomp() ? Rendition.localhostProfile(Kind.CAPABILITY_POLICY, name) : null,
                carried.sha256(),
                carried.variants(),
                carried.minKernel(),
                availability.since(),
                availability.waitingSince(),
                held == null ? before.syscalls() : held.syscalls(),
                fold.nodes(),
                fold.failures(),
                overlaps.isEmpty()
                        ? null
                        : overlaps.stream().limit(MAX_OVERLAPS).toList(),
                fold.warnings(),
                fold.warningCount(),
                conditions);
    }

    private static EffectiveCapabilities effective(ThreadCapabilities held) {
        return EffectiveCapabilities.of(
                held.effective().capabilities().stream()
                        .sorted()
                        .map(Capability::name)
                        .toList(),
                held.effective().hex(),
                held.bounding().hex());
    }
}
