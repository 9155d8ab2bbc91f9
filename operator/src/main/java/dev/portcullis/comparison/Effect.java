package dev.portcullis.comparison;

/** The effect of a filter compared with another's. */
public enum Effect {
    /** It allows more. */
    WIDER,
    /** It allows less. */
    NARROWER,
    /** Neither, for example another errno. */
    OTHER
}
