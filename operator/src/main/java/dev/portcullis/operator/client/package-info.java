/** Reads and writes of objects: large members are sieved out of what it reads, writes are server-side apply. */
@NullMarked
package dev.portcullis.operator.client;

import org.jspecify.annotations.NullMarked;
