package dev.portcullis.cli.why;

/**
 * One thing that keeps a pod from starting, or ends it.
 *
 * @param code one CamelCase word
 * @param statement what is so
 * @param advice what to do, or to write
 */
record Hindrance(String code, String statement, String advice) {}
