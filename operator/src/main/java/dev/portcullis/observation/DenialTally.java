package dev.portcullis.observation;

import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.Uint64;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Errno;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Counts one container's denials of one syscall with one errno. */
final class DenialTally {

    private static final int ARGUMENTS = 6;

    private final ObservedContainer container;
    private final String syscall;
    private final Architecture architecture;
    private final int errno;
    private final long[] arguments = new long[ARGUMENTS];
    private final long first;
    private long last;
    private long count;

    DenialTally(ObservedContainer container, String syscall, Architecture architecture, int errno, long first) {
        this.container = container;
        this.syscall = syscall;
        this.architecture = architecture;
        this.errno = errno;
        this.first = first;
        this.last = first;
    }

    boolean isOf(ObservedContainer other, CallTally called, int returned) {
        return errno == returned
                && architecture == called.architecture()
                && syscall.equals(called.syscall())
                // Nearly always the same object, so that little is compared.
                && container.equals(other);
    }

    long last() {
        return last;
    }

    void add(long[] values, long calls, long at) {
        System.arraycopy(values, 0, arguments, 0, Math.min(values.length, ARGUMENTS));
        count += calls;
        last = Math.max(last, at);
    }

    ObservedDenial told() {
        return new ObservedDenial(
                container.namespace(),
                container.pod(),
                container.container(),
                container.image().isEmpty() ? null : container.image(),
                container.exec() ? Boolean.TRUE : null,
                syscall,
                architecture.ociName(),
                Arrays.stream(arguments).mapToObj(Uint64::new).toList(),
                Errno.name(errno).orElseGet(() -> String.valueOf(errno)),
                count,
                Instant.ofEpochMilli(first).toString(),
                Instant.ofEpochMilli(last).toString());
    }

    /** A denial that another observer told of; empty if this build knows no such architecture or errno. */
    static Optional<DenialTally> of(ObservedDenial told) {
        Optional<Architecture> architecture = Architecture.named(told.architecture());
        OptionalInt errno = Errno.number(told.errno());
        if (architecture.isEmpty() || errno.isEmpty()) {
            return Optional.empty();
        }
        ObservedContainer container = new ObservedContainer(
                "",
                told.namespace(),
                told.pod(),
                told.container(),
                Objects.requireNonNullElse(told.image(), ""),
                Boolean.TRUE.equals(told.exec()));
        DenialTally tally = new DenialTally(
                container, told.syscall(), architecture.get(), errno.getAsInt(), SeenTime.millis(told.firstSeen()));
        long[] values = Objects.requireNonNullElse(told.arguments(), List.<Uint64>of()).stream()
                .mapToLong(Uint64::bits)
                .toArray();
        tally.add(values, told.count(), SeenTime.millis(told.lastSeen()));
        return Optional.of(tally);
    }
}
