package dev.portcullis.comparison;

/** How a filter stands to another. */
public enum Effect {
    /** It allows more. */
    WIDER,
    /** It allows less. */
    NARROWER,
    /** Neither, as with another errno. */
    OTHER
}
