package dev.portcullis.observer;

import dev.portcullis.observation.CallOrigin;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.ObservedContainer;
import dev.portcullis.observer.kernel.SeccompListener;

/** A container, or a program executed in one, while its calls may come. For the loop's thread alone. */
final class Session {

    private final SeccompListener listener;
    private final String text;
    private final ListenerMetadata metadata;
    private final ObservedContainer container;
    private final Observed observed;
    private CallOrigin origin;

    /** @param text the metadata as it was sent */
    Session(
            SeccompListener listener,
            String text,
            ListenerMetadata metadata,
            ObservedContainer container,
            Observed observed,
            CallOrigin origin) {
        this.listener = listener;
        this.text = text;
        this.metadata = metadata;
        this.container = container;
        this.observed = observed;
        this.origin = origin;
    }

    /** The origin of a process's first calls: where execve does not notify, nothing tells when the program begins. */
    static CallOrigin firstOrigin(ListenerMetadata metadata) {
        return metadata.response() == ListenerMetadata.Response.DENY ? CallOrigin.UNKNOWN : CallOrigin.RUNTIME;
    }

    SeccompListener listener() {
        return listener;
    }

    String text() {
        return text;
    }

    ListenerMetadata metadata() {
        return metadata;
    }

    ObservedContainer container() {
        return container;
    }

    Observed observed() {
        return observed;
    }

    CallOrigin origin() {
        return origin;
    }

    /** Notes that a call of this name was made: the runtime's last is the one that executes the program. */
    void called(String syscall) {
        if (origin == CallOrigin.RUNTIME && (syscall.equals("execve") || syscall.equals("execveat"))) {
            origin = CallOrigin.PROGRAM;
        }
    }
}
