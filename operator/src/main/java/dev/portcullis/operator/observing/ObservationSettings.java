package dev.portcullis.operator.observing;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether ProfileObservations are rendered.
 *
 * @param isOn whether they are; else the operator needs no rights on them
 * @param observerNodes the labels of the nodes with observers, to which filled pods are sent; empty for all nodes
 */
public record ObservationSettings(boolean isOn, SortedMap<String, String> observerNodes) {

    /** Copies what it is given. */
    public ObservationSettings {
        observerNodes = Collections.unmodifiableSortedMap(new TreeMap<>(observerNodes));
    }
}
