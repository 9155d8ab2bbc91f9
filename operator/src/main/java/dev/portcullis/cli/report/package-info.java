/** The output of commands: findings in five formats, answers in three. */
@NullMarked
package dev.portcullis.cli.report;

import org.jspecify.annotations.NullMarked;
