package dev.portcullis.trace;

/** Reads a log line by line; what earlier lines said may matter for later ones. */
interface LineParser {

    /** What the next line says; never throws. */
    Line parse(String line);
}
