package dev.portcullis.observation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one node's observer counts for one observation, in bounded memory: by syscall, not by pod. A call that was seen before
 * costs some comparisons and no object. For one thread alone.
 */
public final class NodeTally {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers that the tables lack are told one by one up to this many; all others are one. */
    private static final int MOST_UNKNOWN = 64;

    private static final int BEYOND = -1;
    private static final String UNKNOWN = "unknown";

    /** A pod counts once as long as no more than this many others began meanwhile. */
    private static final int MOST_PODS = 4096;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    private static final int MOST_REASON = 1024;

    private final Map<CallOrigin, Map<Architecture, CallTable>> tables = new EnumMap<>(CallOrigin.class);
    private final List<DenialTally> denials = new ArrayList<>();
    private final SequencedSet<String> recentPods = new LinkedHashSet<>();
    private final SortedMap<String, SortedSet<Integer>> told = new TreeMap<>();
    private final SortedSet<String> images = new TreeSet<>();
    private String lostReason = "";
    private int unknown;
    private int pods;
    private int containers;
    private long count;
    private long lost;
    private long first;
    private long last;

    /** @param told the arguments whose values are told apart, their indexes by syscall as a spec writes them */
    public NodeTally(Map<String, ? extends Set<Integer>> told) {
        tell(told);
    }

    /** Tells these arguments apart too from now on. Calls of before count as calls whose values are not known. */
    public void tell(Map<String, ? extends Set<Integer>> more) {
        boolean any = false;
        for (Map.Entry<String, ? extends Set<Integer>> one : more.entrySet()) {
            any |= told.computeIfAbsent(one.getKey(), syscall -> new TreeSet<>())
                    .addAll(one.getValue());
        }
        if (any) {
            seen().forEach(this::tell);
        }
    }

    /**
     * A container begins, or a program is executed in one.
     *
     * @param at milliseconds since 1970
     */
    public void opened(ObservedContainer container, long at) {
        first = SeenTime.earliest(first, at);
        if (!container.exec()) {
            containers++;
        }
        String pod =
                container.sandbox().isEmpty() ? container.namespace() + "/" + container.pod() : container.sandbox();
        if (recentPods.add(pod)) {
            pods++;
            if (recentPods.size() > MOST_PODS) {
                recentPods.removeFirst();
            }
        }
        addImage(container.image());
    }

    /**
     * Counts a call.
     *
     * @param container who called; the same object for every call of it makes this quick
     * @param architecture whose number it is, x32 for x86_64's with its bit
     * @param number as user space passes it ({@code seccomp_data.nr})
     * @param arguments all six, as the kernel tells them; the array may be used again afterwards
     * @param errno what the profile denies it with, even where it was let through; 0 where nothing denies it
     * @param at milliseconds since 1970
     */
    public void count(
            ObservedContainer container,
            Architecture architecture,
            int number,
            CallOrigin origin,
            long[] arguments,
            int errno,
            long at) {
        count++;
        first = SeenTime.earliest(first, at);
        last = Math.max(last, at);
        CallTally call = call(architecture, number, origin);
        call.add(arguments, at);
        if (errno != 0) {
            denied(container, call, errno, arguments, at);
        }
    }

    /**
     * Calls were made that were not counted.
     *
     * @param reason in words, the same for the same cause
     */
    public void lost(long uncounted, String reason) {
        lost += uncounted;
        addReason(reason);
    }

    /** How many calls were counted. */
    public long calls() {
        return count;
    }

    /** What was counted since the observation began, for the API server. */
    public NodeObservationStatus status(ObservingNode node) {
        return new NodeObservationStatus(
                node.name(),
                node.architecture(),
                node.kernelVersion(),
                node.observerVersion(),
                SeenTime.text(first),
                SeenTime.text(last),
                pods,
                containers,
                count,
                lost,
                lostReason.isEmpty() ? null : lostReason,
                seen().map(CallTally::told).sorted(Observations.SYSCALLS).toList(),
                denials.stream()
                        .map(DenialTally::told)
                        .sorted(Observations.LATEST_DENIALS)
                        .toList(),
                List.copyOf(images));
    }

    /** Adds what was counted before, by another observer on this node. */
    public void add(NodeObservationStatus before) {
        pods += before.pods();
        containers += before.containers();
        count += before.calls();
        lost += before.lost();
        if (before.lostReason() != null) {
            addReason(before.lostReason());
        }
        first = SeenTime.earliest(first, SeenTime.millis(before.firstSeen()));
        last = Math.max(last, SeenTime.millis(before.lastSeen()));
        orEmpty(before.images()).forEach(this::addImage);
        orEmpty(before.syscalls()).forEach(this::add);
        orEmpty(before.denials()).stream()
                .flatMap(denial -> DenialTally.of(denial).stream())
                .forEach(this::addDenial);
    }

    /** All of it for the observer that follows, as text. */
    public String handover() {
        ObservingNode nobody = new ObservingNode("", null, null, "");
        try {
            return JSON.writeValueAsString(new Handover(status(nobody), told, List.copyOf(recentPods)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers can be written", e);
        }
    }

    /**
     * Goes on where another observer ended.
     *
     * @throws IllegalArgumentException if this is no text of {@link #handover}
     */
    public static NodeTally handedOver(String text) {
        try {
            Handover handover = JSON.readValue(text, Handover.class);
            NodeTally tally = new NodeTally(handover.told());
            tally.add(handover.status());
            tally.recentPods.addAll(handover.recentPods());
            return tally;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not handed over by an observer: " + e.getOriginalMessage(), e);
        }
    }

    private record Handover(
            NodeObservationStatus status, Map<String, SortedSet<Integer>> told, List<String> recentPods) {}

    private CallTally call(Architecture architecture, int number, CallOrigin origin) {
        CallTally found = table(architecture, origin).find(number);
        return found == null ? added(architecture, number, origin) : found;
    }

    private CallTally added(Architecture architecture, int number, CallOrigin origin) {
        Optional<String> name = SyscallTable.linux().name(architecture, number);
        if (name.isPresent()) {
            return added(number, name.get(), architecture, origin);
        }
        if (number != BEYOND && unknown < MOST_UNKNOWN) {
            unknown++;
            return added(number, String.valueOf(number), architecture, origin);
        }
        CallTally found = table(architecture, origin).find(BEYOND);
        return found == null ? added(BEYOND, UNKNOWN, architecture, origin) : found;
    }

    private CallTally added(int number, String syscall, Architecture architecture, CallOrigin origin) {
        CallTally call = new CallTally(syscall, architecture, origin);
        tell(call);
        table(architecture, origin).put(number, call);
        return call;
    }

    private CallTable table(Architecture architecture, CallOrigin origin) {
        return tables.computeIfAbsent(origin, none -> new EnumMap<>(Architecture.class))
                .computeIfAbsent(architecture, none -> new CallTable());
    }

    private Stream<CallTally> seen() {
        return tables.values().stream().flatMap(its -> its.values().stream()).flatMap(table -> table.all().stream());
    }

    private void tell(CallTally call) {
        told.getOrDefault(call.syscall(), new TreeSet<>()).forEach(call::tell);
    }

    private void denied(ObservedContainer container, CallTally call, int errno, long[] arguments, long at) {
        // By index: an iterator would be an object for each call.
        for (int i = 0; i < denials.size(); i++) {
            if (denials.get(i).isOf(container, call, errno)) {
                denials.get(i).add(arguments, 1, at);
                return;
            }
        }
        DenialTally denial = new DenialTally(container, call.syscall(), call.architecture(), errno, at);
        denial.add(arguments, 1, at);
        addDenial(denial);
    }

    private void addDenial(DenialTally denial) {
        if (denials.size() == ObservedDenial.MOST_TOLD) {
            denials.remove(denials.stream()
                    .min(Comparator.comparingLong(DenialTally::last))
                    .orElseThrow());
        }
        denials.add(denial);
    }

    private void add(ObservedSyscall before) {
        Optional<Architecture> architecture = Architecture.named(before.architecture());
        Optional<CallOrigin> origin = CallOrigin.of(before.origin());
        if (architecture.isPresent() && origin.isPresent()) {
            call(architecture.get(), number(architecture.get(), before.syscall()), origin.get())
                    .add(before);
        }
    }

    /** The number of a syscall as {@link #added} tells it. */
    private static int number(Architecture architecture, String syscall) {
        return SyscallTable.linux()
                .number(architecture, syscall)
                .orElseGet(() -> NUMBER.matcher(syscall).matches() ? Integer.parseInt(syscall) : BEYOND);
    }

    private void addImage(String image) {
        if (!image.isEmpty() && images.size() < NodeObservationStatus.MOST_IMAGES) {
            images.add(image);
        }
    }

    private void addReason(String reason) {
        if (!lostReason.contains(reason) && lostReason.length() + reason.length() + 2 <= MOST_REASON) {
            lostReason = lostReason.isEmpty() ? reason : lostReason + "; " + reason;
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
