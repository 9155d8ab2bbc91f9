package dev.portcullis.capability;

/**
 * The capabilities of a file: its extended attribute {@code security.capability}, as setcap(8) writes it
 * (capabilities(7), "File capabilities"). Attributes for another user namespace (revision 3, with a root ID) count as
 * absent in this one and are not modelled.
 *
 * @param permitted the capabilities that the program gets, within the bounding set
 * @param inheritable the capabilities that the program keeps of its caller's inheritable set
 * @param effective whether they are effective when the program starts
 */
public record FileCapabilities(CapabilitySet permitted, CapabilitySet inheritable, boolean effective) {

    /** The file capabilities that {@code setcap NAMES+ep} writes. */
    public static FileCapabilities effectiveAndPermitted(CapabilitySet capabilities) {
        return new FileCapabilities(capabilities, CapabilitySet.NONE, true);
    }
}
