package dev.portcullis.operator.rollout;

/**
 * The nodes that have an agent or should have one, each counted once.
 *
 * @param synced those with every rendition on disk
 * @param behind available ones that have not applied the newest revision
 * @param failed available ones that have, but could not write, remove or use a file
 * @param unavailable those without a ready agent
 */
public record NodeStates(int synced, int behind, int failed, int unavailable) {}
