package dev.portcullis.observation;

import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.api.Uint64;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was seen on several nodes, of several architectures, before and after restarts: merged in any order, the result is
 * the same.
 *
 * @param nodes their names
 * @param kernelVersions the kernels' releases
 * @param observerVersions the observers' versions
 * @param firstSeen when the first container came, in milliseconds since 1970; 0 before
 * @param lastSeen when the last call came, in milliseconds since 1970; 0 before
 * @param pods how many there were
 * @param containers how many there were
 * @param calls how many were told
 * @param lost how many were not counted
 * @param lostReasons why
 * @param images of the containers
 * @param syscalls once for each syscall, architecture and origin, in this order, with every value that was told
 * @param denials once for each container, syscall, architecture and errno, the latest first
 */
public record Observations(
        SortedSet<String> nodes,
        SortedSet<String> kernelVersions,
        SortedSet<String> observerVersions,
        long firstSeen,
        long lastSeen,
        int pods,
        int containers,
        long calls,
        long lost,
        SortedSet<String> lostReasons,
        SortedSet<String> images,
        List<ObservedSyscall> syscalls,
        List<ObservedDenial> denials) {

    /** By name, architecture and origin. */
    static final Comparator<ObservedSyscall> SYSCALLS = Comparator.comparing(ObservedSyscall::syscall)
            .thenComparing(ObservedSyscall::architecture)
            .thenComparing(ObservedSyscall::origin);

    /** The latest first. */
    static final Comparator<ObservedDenial> LATEST_DENIALS = Comparator.comparingLong(
                    (ObservedDenial denial) -> SeenTime.millis(denial.lastSeen()))
            .reversed()
            .thenComparing(Observations::sameDenials);

    private static final int ARGUMENTS = 6;

    private static final SortedSet<String> NO_NAMES = Collections.emptySortedSet();

    /** Nothing seen. */
    public static final Observations NONE =
            new Observations(NO_NAMES, NO_NAMES, NO_NAMES, 0, 0, 0, 0, 0, 0, NO_NAMES, NO_NAMES, List.of(), List.of());

    /** What one node's observer tells. */
    public static Observations of(NodeObservationStatus status) {
        return new Observations(
                names(status.node()),
                names(status.kernelVersion()),
                names(status.observerVersion()),
                SeenTime.millis(status.firstSeen()),
                SeenTime.millis(status.lastSeen()),
                status.pods(),
                status.containers(),
                status.calls(),
                status.lost(),
                names(status.lostReason()),
                new TreeSet<>(Objects.requireNonNullElse(status.images(), List.<String>of())),
                merged(
                        Objects.requireNonNullElse(status.syscalls(), List.<ObservedSyscall>of()).stream()
                                .map(Observations::inOrder),
                        SYSCALLS,
                        Observations::sum),
                denials(Objects.requireNonNullElse(status.denials(), List.<ObservedDenial>of()).stream()));
    }

    /** What all these tell. */
    public static Observations of(Collection<NodeObservationStatus> statuses) {
        return statuses.stream().map(Observations::of).reduce(NONE, Observations::and);
    }

    /** Both. */
    public Observations and(Observations other) {
        return new Observations(
                union(nodes, other.nodes),
                union(kernelVersions, other.kernelVersions),
                union(observerVersions, other.observerVersions),
                SeenTime.earliest(firstSeen, other.firstSeen),
                Math.max(lastSeen, other.lastSeen),
                pods + other.pods,
                containers + other.containers,
                calls + other.calls,
                lost + other.lost,
                union(lostReasons, other.lostReasons),
                union(images, other.images),
                merged(Stream.concat(syscalls.stream(), other.syscalls.stream()), SYSCALLS, Observations::sum),
                denials(Stream.concat(denials.stream(), other.denials.stream())));
    }

    /** {@link #syscalls} as the API takes them: with at most {@value ObservedSyscall#MAX_ARGUMENTS} values of an argument. */
    public List<ObservedSyscall> toldSyscalls() {
        return syscalls.stream()
                .limit(NodeObservationStatus.MOST_SYSCALLS)
                .map(Observations::bounded)
                .toList();
    }

    /** The latest {@link #denials}, as many as the API takes. */
    public List<ObservedDenial> toldDenials() {
        return denials.stream().limit(ObservedDenial.MOST_TOLD).toList();
    }

    /** The first {@link #images}, as many as the API takes. */
    public List<String> toldImages() {
        return images.stream().limit(NodeObservationStatus.MOST_IMAGES).toList();
    }

    private static ObservedSyscall sum(ObservedSyscall one, ObservedSyscall other) {
        SortedMap<Integer, SortedMap<Uint64, Long>> values = new TreeMap<>();
        Stream.of(one, other).flatMap(each -> values(each).stream()).forEach(value -> values.computeIfAbsent(
                        value.index(), index -> unsigned())
                .merge(value.value(), value.count(), Long::sum));
        List<ObservedValue> all = new ArrayList<>();
        values.forEach(
                (index, counts) -> counts.forEach((value, count) -> all.add(new ObservedValue(index, value, count))));
        return new ObservedSyscall(
                one.syscall(),
                one.architecture(),
                one.origin(),
                one.count() + other.count(),
                SeenTime.text(SeenTime.earliest(SeenTime.millis(one.firstSeen()), SeenTime.millis(other.firstSeen()))),
                SeenTime.text(Math.max(SeenTime.millis(one.lastSeen()), SeenTime.millis(other.lastSeen()))),
                all,
                more(more(one) + more(other)));
    }

    /** The same with values in order, so that equal observations are equal. */
    private static ObservedSyscall inOrder(ObservedSyscall one) {
        return sum(
                one, new ObservedSyscall(one.syscall(), one.architecture(), one.origin(), 0, null, null, null, null));
    }

    private static ObservedSyscall bounded(ObservedSyscall one) {
        List<ObservedValue> kept = new ArrayList<>();
        long more = more(one);
        int[] sizes = new int[ARGUMENTS];
        for (ObservedValue value : values(one)) {
            if (sizes[value.index()]++ < ObservedSyscall.MAX_ARGUMENTS) {
                kept.add(value);
            } else {
                more += value.count();
            }
        }
        return new ObservedSyscall(
                one.syscall(),
                one.architecture(),
                one.origin(),
                one.count(),
                one.firstSeen(),
                one.lastSeen(),
                kept,
                more(more));
    }

    private static SortedMap<Uint64, Long> unsigned() {
        return new TreeMap<>((one, other) -> Long.compareUnsigned(one.bits(), other.bits()));
    }

    private static List<ObservedValue> values(ObservedSyscall one) {
        return Objects.requireNonNullElse(one.arguments(), List.of());
    }

    private static long more(ObservedSyscall one) {
        return one.moreArguments() == null ? 0 : one.moreArguments();
    }

    private static @Nullable Long more(long calls) {
        return calls == 0 ? null : calls;
    }

    private static int sameDenials(ObservedDenial one, ObservedDenial other) {
        return Comparator.comparing(ObservedDenial::namespace)
                .thenComparing(ObservedDenial::pod)
                .thenComparing(ObservedDenial::container)
                .thenComparing(denial -> Objects.requireNonNullElse(denial.image(), ""))
                .thenComparing(denial -> Boolean.TRUE.equals(denial.exec()))
                .thenComparing(ObservedDenial::syscall)
                .thenComparing(ObservedDenial::architecture)
                .thenComparing(ObservedDenial::errno)
                .compare(one, other);
    }

    private static List<ObservedDenial> denials(Stream<ObservedDenial> denials) {
        return merged(denials, Observations::sameDenials, Observations::sum).stream()
                .sorted(LATEST_DENIALS)
                .toList();
    }

    private static ObservedDenial sum(ObservedDenial one, ObservedDenial other) {
        ObservedDenial latest = Collections.min(
                List.of(one, other), LATEST_DENIALS.thenComparing(denial -> String.valueOf(denial.arguments())));
        return new ObservedDenial(
                one.namespace(),
                one.pod(),
                one.container(),
                one.image(),
                one.exec(),
                one.syscall(),
                one.architecture(),
                latest.arguments(),
                one.errno(),
                one.count() + other.count(),
                SeenTime.text(SeenTime.earliest(SeenTime.millis(one.firstSeen()), SeenTime.millis(other.firstSeen()))),
                latest.lastSeen());
    }

    private static <T> List<T> merged(Stream<T> all, Comparator<T> order, BinaryOperator<T> sum) {
        SortedMap<T, T> merged = new TreeMap<>(order);
        all.forEach(one -> merged.merge(one, one, sum));
        return List.copyOf(merged.values());
    }

    private static SortedSet<String> names(@Nullable String name) {
        return name == null || name.isEmpty() ? NO_NAMES : new TreeSet<>(List.of(name));
    }

    private static SortedSet<String> union(SortedSet<String> one, SortedSet<String> other) {
        SortedSet<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }
}
