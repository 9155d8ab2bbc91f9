package dev.portcullis.observation;

import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.ArgumentOrder;
import dev.portcullis.seccomp.NarrowArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Counts the calls of one syscall, through one architecture, of one origin. */
final class CallTally {

    private static final long LOWER = 0xffffffffL;

    private final String syscall;
    private final Architecture architecture;
    private final CallOrigin origin;
    private final List<ArgumentTally> arguments = new ArrayList<>(1);
    private long count;
    private long first;
    private long last;

    CallTally(String syscall, Architecture architecture, CallOrigin origin) {
        this.syscall = syscall;
        this.architecture = architecture;
        this.origin = origin;
    }

    String syscall() {
        return syscall;
    }

    Architecture architecture() {
        return architecture;
    }

    /** Tells the values of an argument apart from now on; those of earlier calls are not known. */
    void tell(int index) {
        for (ArgumentTally argument : arguments) {
            if (argument.index() == index) {
                return;
            }
        }
        arguments.add(new ArgumentTally(
                index,
                ArgumentOrder.place(architecture, syscall, index),
                NarrowArguments.isNarrow(syscall, index) ? LOWER : -1,
                count));
    }

    /**
     * Counts one call.
     *
     * @param values all arguments, as the architecture has them
     */
    void add(long[] values, long at) {
        add(1, at, at);
        for (int i = 0; i < arguments.size(); i++) {
            arguments.get(i).add(values, 1);
        }
    }

    /** Counts the calls that another observer told of. */
    void add(ObservedSyscall before) {
        add(before.count(), SeenTime.millis(before.firstSeen()), SeenTime.millis(before.lastSeen()));
        List<ObservedValue> values = Objects.requireNonNullElse(before.arguments(), List.<ObservedValue>of());
        for (ArgumentTally argument : arguments) {
            argument.add(values, before.count());
        }
    }

    private void add(long calls, long from, long to) {
        count += calls;
        first = SeenTime.earliest(first, from);
        last = Math.max(last, to);
    }

    /** The same for a status. */
    ObservedSyscall told() {
        List<ObservedValue> values = new ArrayList<>();
        long more = 0;
        for (ArgumentTally argument : arguments) {
            argument.told(values);
            more += argument.more();
        }
        return new ObservedSyscall(
                syscall,
                architecture.ociName(),
                origin.word(),
                count,
                SeenTime.text(first),
                SeenTime.text(last),
                values,
                more == 0 ? null : more);
    }
}
