package dev.portcullis.observer;

import dev.portcullis.observation.NodeTally;

/** One observation on this node: its counts, and when they are told. For the loop's thread alone. */
final class Observed {

    private final String name;
    private final String uid;
    private final NodeTally tally;
    private final TellingPace pace = new TellingPace();
    private int listeners;

    /** Whether the counts hold what observers before this one have told. */
    private boolean whole;

    Observed(String name, String uid, NodeTally tally, boolean whole) {
        this.name = name;
        this.uid = uid;
        this.tally = tally;
        this.whole = whole;
    }

    /** The ProfileObservation's name. */
    String name() {
        return name;
    }

    /** The ProfileObservation's UID. */
    String uid() {
        return uid;
    }

    NodeTally tally() {
        return tally;
    }

    TellingPace pace() {
        return pace;
    }

    boolean whole() {
        return whole;
    }

    /** Notes that what was told before is among the counts now. */
    void completed() {
        whole = true;
    }

    /** How many listeners are open for it. */
    int listeners() {
        return listeners;
    }

    void opened() {
        listeners++;
    }

    void closed() {
        listeners--;
    }
}
