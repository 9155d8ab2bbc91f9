package dev.portcullis.operator.enforcement;

import dev.portcullis.wording.NameList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What becomes of pods without a profile on behalf of one SyscallBlock with {@code pods: All}. */
public sealed interface FillingState {

    /**
     * They get the block's file.
     *
     * @param availability where the file is
     * @param refusal why the file is an older one; empty when it is not
     */
    record Fills(Availability availability, Optional<String> refusal) implements FillingState {}

    /**
     * They stay as they are, because nodes still lack the file.
     *
     * @param availability where the file is
     */
    record Waits(Availability availability) implements FillingState {}

    /**
     * They get the file of another block, in which this one is too.
     *
     * @param other the other block's name
     */
    record Behind(String other) implements FillingState {}

    /**
     * They stay as they are, because there is no file.
     *
     * @param reason one CamelCase word
     * @param message why, for a person
     */
    record WithoutFile(String reason, String message) implements FillingState {}

    /** They stay as they are, because the block has ended, or was deleted. */
    record Ended() implements FillingState {}

    /** Returns whether the API server fills pods in on behalf of this block. */
    default boolean fills() {
        return this instanceof Fills;
    }

    /**
     * What the condition {@code Enforced} says of it.
     *
     * @param exemptNamespaces the namespaces whose pods are left alone
     */
    default Enforced enforced(Set<String> exemptNamespaces) {
        return switch (this) {
            case Fills fills ->
                new Enforced(
                        true,
                        "Mutate",
                        "pods that name no profile get the block's file when they are created, running ones stay as they are"
                                + (fills.availability().waitingSince() == null
                                        ? ""
                                        : "; pods on " + fills.availability().nodes()
                                                + " wait for the file, which is not there")
                                + fills.refusal()
                                        .map(why -> "; the file is an older one: " + why)
                                        .orElse("")
                                + "; exempt are " + NameList.of(new TreeSet<>(exemptNamespaces)));
            case Waits waits ->
                new Enforced(
                        false,
                        "MutateWaitingForNodes",
                        "no pod is sent to the block's file before every available node has it (waiting for "
                                + waits.availability().nodes() + "), until then pods stay as they are");
            case Behind behind ->
                new Enforced(
                        true,
                        "MutateByAnother",
                        "pods that name no profile get the file of SyscallBlock " + behind.other()
                                + ", in which this block is too; the first by name fills in");
            case WithoutFile without -> new Enforced(false, without.reason(), without.message());
            case Ended ended ->
                new Enforced(
                        false,
                        "Off",
                        "the block is not in force for all pods any more: none is filled in, and those that were keep its"
                                + " file until the block is deleted");
        };
    }
}
