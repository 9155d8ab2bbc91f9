package dev.portcullis.operator.staging;

import dev.portcullis.rendition.Stage;

/** What is to be written to an object's ConfigMap. */
public sealed interface Move {

    /** Nothing: it is right. */
    record Leave() implements Move {}

    /** The documents of the spec, for every node. */
    record ToAll() implements Move {}

    /** The documents of the spec beside those for every node so far. */
    record Begin(Stage stage) implements Move {}

    /** What is there, with another stage. */
    record Step(Stage stage) implements Move {}

    /** The next documents alone, for every node. */
    record Finish() implements Move {}

    /** The stable documents alone, for every node. */
    record Restore() implements Move {}

    /** What is there, for the nodes of the spec, and with the blocks in force in the documents of before too. */
    record Renew() implements Move {}

    /** Returns whether the documents of the spec are needed, which are not remembered. */
    default boolean needsDocuments() {
        return this instanceof ToAll || this instanceof Begin;
    }
}
