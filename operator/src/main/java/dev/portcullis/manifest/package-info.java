/** Objects as people write them: files in YAML or JSON with the position of every part, checked as the API server would. */
@NullMarked
package dev.portcullis.manifest;

import org.jspecify.annotations.NullMarked;
