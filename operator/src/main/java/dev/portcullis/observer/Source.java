package dev.portcullis.observer;

/** What a descriptor that the loop waits for stands for. */
@FunctionalInterface
interface Source {

    /**
     * Called when something happened to the descriptor.
     *
     * @param readable whether there is something to read
     * @param over whether nothing more will come
     */
    void happened(boolean readable, boolean over);
}
