/** What commands print: findings in five formats, JSON and YAML, text that is fit for a terminal. */
@NullMarked
package dev.portcullis.cli.report;

import org.jspecify.annotations.NullMarked;
