package dev.portcullis.observer;

import dev.portcullis.observation.CallOrigin;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.ListenerMetadata.Answer;
import dev.portcullis.observation.MalformedMetadataException;
import dev.portcullis.observer.kernel.Descriptor;
import dev.portcullis.observer.kernel.EventQueue;
import dev.portcullis.observer.kernel.SeccompListener;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Verdict;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the calls of all observed containers, one call of each in turn, and counts them. For the loop's thread alone. */
final class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    /** A node has a few hundred containers; each program executed in one is a session too. */
    private static final int MAX_SESSIONS = 1024;

    private static final int ARGUMENTS = 6;

    private final EventQueue<Source> queue;
    private final Ledger ledger;
    private final ObserverMetrics metrics;
    private final SyscallNames names = new SyscallNames();
    private final long[] arguments = new long[ARGUMENTS];
    private final Set<Session> sessions = new LinkedHashSet<>();

    Sessions(EventQueue<Source> queue, Ledger ledger, ObserverMetrics metrics) {
        this.queue = queue;
        this.ledger = ledger;
        this.metrics = metrics;
    }

    /** Returns whether there is room for one more, besides those that are expected already. */
    boolean hasRoom(int expected) {
        return sessions.size() + expected < MAX_SESSIONS;
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Begins to answer the calls of a process. */
    void open(Descriptor listener, ProcessState state, ListenerMetadata metadata, Observed observed) {
        observed.tally().opened(state.container(), System.currentTimeMillis());
        ledger.changed(observed, false);
        begin(new Session(
                SeccompListener.of(listener),
                state.metadata(),
                metadata,
                state.container(),
                observed,
                Session.firstOrigin(metadata)));
        log.atDebug()
                .addKeyValue("observation", metadata.observation())
                .addKeyValue("container", state.container())
                .log("A listener was opened");
    }

    /** Goes on answering where a predecessor ended. */
    void resume(Estate.Listener one) {
        try {
            ListenerMetadata metadata = ListenerMetadata.of(one.metadata());
            Optional<Observed> observed = ledger.of(metadata);
            if (observed.isPresent()) {
                begin(new Session(
                        SeccompListener.of(one.descriptor()),
                        one.metadata(),
                        metadata,
                        one.container(),
                        observed.get(),
                        one.origin()));
                return;
            }
            log.warn("Cannot go on with a listener of {}: too many observations are under way", one.container());
        } catch (MalformedMetadataException e) {
            log.warn("Cannot go on with a listener of {}: {}", one.container(), e.getMessage());
        }
        one.descriptor().close();
    }

    /** Adds all to what a successor gets, and receives no more of their calls. */
    void handOver(Estate estate) {
        for (Session one : sessions) {
            queue.remove(one.listener().descriptor());
            estate.listeners()
                    .add(new Estate.Listener(one.listener().descriptor(), one.text(), one.container(), one.origin()));
        }
    }

    /** Goes on after a successor did not take over. */
    void goOn() {
        Set.copyOf(sessions).forEach(this::await);
    }

    /** Closes all, which another observer may have too. */
    void close() {
        for (Session one : sessions) {
            queue.remove(one.listener().descriptor());
            one.listener().close();
            one.observed().closed();
        }
        sessions.clear();
        metrics.listeners(0);
    }

    private void begin(Session session) {
        sessions.add(session);
        session.observed().opened();
        ledger.listenersChanged();
        metrics.listeners(sessions.size());
        await(session);
    }

    private void await(Session session) {
        try {
            queue.add(session.listener().descriptor(), (readable, over) -> {
                if (readable) {
                    answer(session);
                } else if (over) {
                    end(session);
                }
            });
        } catch (IOException e) {
            fail(session, e);
        }
    }

    private void answer(Session session) {
        SeccompListener listener = session.listener();
        try {
            if (listener.receive()) {
                int number = listener.number();
                Optional<Architecture> architecture = CallArchitecture.of(listener.auditArchitecture(), number);
                if (architecture.isPresent()) {
                    answer(session, architecture.get(), number);
                } else {
                    answerUnknown(session);
                }
            }
        } catch (IOException | RuntimeException e) {
            // One container's trouble must not become all others'.
            fail(session, e);
        }
    }

    private void answer(Session session, Architecture architecture, int number) throws IOException {
        SeccompListener listener = session.listener();
        ListenerMetadata metadata = session.metadata();
        listener.arguments(arguments);
        CallOrigin origin = session.origin();
        int errno = 0;
        boolean answered;
        if (metadata.profile() == null) {
            answered = listener.proceed();
        } else {
            Answer answer = metadata.answer(architecture, names.of(architecture, number), arguments);
            answered = answer.continues() ? listener.proceed() : listener.fail(answer.errno());
            errno = denial(answer);
        }
        if (!answered) {
            // It never ran, or is counted when it comes again.
            return;
        }
        if (origin == CallOrigin.RUNTIME) {
            session.called(names.of(architecture, number));
        }
        Observed observed = session.observed();
        observed.tally()
                .count(session.container(), architecture, number, origin, arguments, errno, System.currentTimeMillis());
        ledger.changed(observed, errno != 0);
        metrics.called(errno != 0);
    }

    /** The errno that the profile denies a call with; 0 where it does not. */
    private static int denial(Answer answer) {
        if (!answer.isDenial()) {
            return 0;
        }
        return answer.continues() ? Math.max(answer.profile().returned(), Verdict.RUNTIME_ERRNO) : answer.errno();
    }

    /** No document is for such an architecture, so that no filter should hand its calls over. */
    private void answerUnknown(Session session) throws IOException {
        boolean answered = session.metadata().response() == ListenerMetadata.Response.ALLOW
                ? session.listener().proceed()
                : session.listener().fail(Errno.ENOSYS);
        if (answered) {
            ledger.lost(session.observed(), 1, "calls came by an architecture that this observer does not know");
        }
    }

    private void fail(Session session, Exception failure) {
        log.warn("A listener failed", failure);
        ledger.lost(session.observed(), 1, "a listener failed: " + failure.getMessage());
        end(session);
    }

    private void end(Session session) {
        queue.remove(session.listener().descriptor());
        session.listener().close();
        session.observed().closed();
        sessions.remove(session);
        ledger.listenersChanged();
        metrics.listeners(sessions.size());
    }
}
