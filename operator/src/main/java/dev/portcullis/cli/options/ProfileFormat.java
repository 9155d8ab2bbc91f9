package dev.portcullis.cli.options;

/** A format for a profile. */
public enum ProfileFormat {
    yaml,
    json
}
