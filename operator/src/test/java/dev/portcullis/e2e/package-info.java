/** Tests of the image as built, installed by the chart, on a real node: what pods may do, asked of the kernel. */
@NullMarked
package dev.portcullis.e2e;

import org.jspecify.annotations.NullMarked;
