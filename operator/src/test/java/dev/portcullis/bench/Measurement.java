package dev.portcullis.bench;

/** Measures some rows, of an operator that runs and has no profiles; it leaves none. */
@FunctionalInterface
interface Measurement {

    void run(Contender contender, Report report) throws Exception;
}
