package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.operator.reconciliation.CarriedDigests;
import dev.portcullis.operator.reconciliation.Delivery;
import dev.portcullis.operator.reconciliation.StatusFold;
import dev.portcullis.rendition.Rendition;
import org.jspecify.annotations.Nullable;

/** Puts a SeccompProfile's status together. */
public final class ProfileStatus {

    private ProfileStatus() {}

    /**
     * The status to write.
     *
     * @param name the profile's name
     * @param fold what the status of every kind says
     * @param delivery how its rendition stands
     * @param syscalls of the document that is being delivered
     */
    public static SeccompProfileStatus of(String name, StatusFold fold, Delivery delivery, @Nullable Integer syscalls) {
        CarriedDigests carried = delivery.carried();
        return new SeccompProfileStatus(
                fold.generation(),
                Rendition.localhostProfile(name),
                carried.sha256(),
                carried.variants(),
                carried.minKernel(),
                syscalls,
                fold.nodes(),
                fold.failures(),
                fold.warnings(),
                fold.warningCount(),
                fold.conditions());
    }
}
