package dev.portcullis.trace;

/** Reads a log line by line; what earlier lines said may matter for later ones. */
interface LineParser {

    /** Parses the next line; never throws. */
    Line parse(String line);
}
