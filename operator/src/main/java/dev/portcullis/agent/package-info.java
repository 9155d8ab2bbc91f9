/** The agent on each node: keeps the profile directory equal to the renditions and reports one NodeSync. */
@NullMarked
package dev.portcullis.agent;

import org.jspecify.annotations.NullMarked;
