package dev.portcullis.observer;

import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.NodeTally;
import org.jspecify.annotations.Nullable;

/** One observation on this node: its counts, and when they are told. For the loop's thread alone. */
final class Observed {

    private final String name;
    private final String uid;
    private final NodeTally tally;
    private final TellingPace pace = new TellingPace();

    /** The last document's metadata: nearly always that of the next container too. */
    private @Nullable String text;

    private @Nullable ListenerMetadata metadata;
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

    /** The metadata of this text, where it is the last one that was noted. */
    @Nullable ListenerMetadata noted(String ofText) {
        return ofText.equals(text) ? metadata : null;
    }

    void note(String ofText, ListenerMetadata read) {
        text = ofText;
        metadata = read;
    }
}
