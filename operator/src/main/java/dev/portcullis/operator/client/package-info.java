/** Access to the API server: reads without large members, writes by server-side apply. */
@NullMarked
package dev.portcullis.operator.client;

import org.jspecify.annotations.NullMarked;
