package dev.portcullis.cli.imports;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An object that comes of an import of many.
 *
 * @param remark what it takes the place of, in one line
 * @param object the object as it is applied
 */
record ImportedObject(String remark, JsonNode object) {}
