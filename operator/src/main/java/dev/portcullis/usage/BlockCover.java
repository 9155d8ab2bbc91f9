package dev.portcullis.usage;

/** Whether an object's documents hold a block. */
public sealed interface BlockCover {

    /**
     * They do.
     *
     * @param revision of their ConfigMap, since which they do; one that is too late makes containers seem exposed that
     *     are not, and never the other way
     */
    record Since(long revision) implements BlockCover {}

    /** The block exempts the object. */
    record Exempt() implements BlockCover {}

    /** They do not: the object's spec is refused, so that an older document stays, or it is not rendered yet. */
    record Lacking() implements BlockCover {}

    /** There is no such object. */
    record NoObject() implements BlockCover {}
}
