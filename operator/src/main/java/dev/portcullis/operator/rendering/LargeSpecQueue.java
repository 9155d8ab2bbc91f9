package dev.portcullis.operator.rendering;

import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets one object at a time render a large spec. No thread waits: an object that comes meanwhile is called when its
 * turn comes, in the order of arrival.
 */
public final class LargeSpecQueue {

    private final Map<Kind, Consumer<Subject>> callers = new EnumMap<>(Kind.class);
    private final Set<Subject> waiting = new LinkedHashSet<>();
    private @Nullable Subject having;

    /** Registers how objects of a kind are called. */
    public synchronized void call(Kind kind, Consumer<Subject> caller) {
        callers.put(kind, caller);
    }

    /** Returns whether it is this object's turn. If so it must call {@link #end}; otherwise it is called later. */
    synchronized boolean begin(Subject object) {
        if (having != null) {
            waiting.add(object);
            return false;
        }
        waiting.remove(object);
        having = object;
        return true;
    }

    /** Ends the object's turn. */
    void end(Subject object) {
        release(object);
        next();
    }

    /** Forgets an object that is gone; it may have been called in vain. */
    void forget(Subject object) {
        synchronized (this) {
            waiting.remove(object);
        }
        next();
    }

    private synchronized void release(Subject object) {
        if (object.equals(having)) {
            having = null;
        }
    }

    private void next() {
        Subject called;
        Consumer<Subject> caller;
        synchronized (this) {
            if (having != null || waiting.isEmpty()) {
                return;
            }
            called = waiting.iterator().next();
            waiting.remove(called);
            caller = callers.get(called.kind());
        }
        if (caller != null) {
            caller.accept(called);
        }
    }
}
