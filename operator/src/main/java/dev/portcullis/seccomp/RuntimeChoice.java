package dev.portcullis.seccomp;

import dev.portcullis.wording.NameList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The container runtimes under which a profile is to work.
 *
 * @param versions the measured versions that stand for them, by runtime and from old to new
 */
public record RuntimeChoice(List<RuntimeStart.Version> versions) {

    private static final String NONE = "none";
    private static final Pattern SYNTAX = Pattern.compile("([a-z]+)(?::v?([0-9]+(?:[.][0-9]+)*))?");

    /** Copies what it is given. */
    public RuntimeChoice {
        versions = List.copyOf(versions);
    }

    /** Every measured version of every runtime. */
    public static RuntimeChoice all() {
        return new RuntimeChoice(RuntimeStart.versions());
    }

    /**
     * The choice that someone has written: {@code runc} for all its versions, {@code runc:1.3} or {@code runc:1.3.7} for one,
     * {@code none}. A version that was not measured is judged by its neighbours.
     *
     * @throws IllegalArgumentException if it is none of these, with a message for them
     */
    public static RuntimeChoice of(String written) {
        if (written.equals(NONE)) {
            return new RuntimeChoice(List.of());
        }
        Matcher matcher = SYNTAX.matcher(written);
        if (!matcher.matches() || !RuntimeStart.runtimes().contains(matcher.group(1))) {
            throw new IllegalArgumentException("'" + written + "' is no runtime; use for example "
                    + String.join(", ", RuntimeStart.runtimes()) + ", runc:1.3 or " + NONE);
        }
        List<RuntimeStart.Version> all = all().versionsOf(matcher.group(1));
        String number = matcher.group(2);
        return new RuntimeChoice(number == null ? all : nearest(all, number));
    }

    private static List<RuntimeStart.Version> nearest(List<RuntimeStart.Version> all, String number) {
        List<RuntimeStart.Version> exact =
                all.stream().filter(version -> version.isOf(number)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        Optional<RuntimeStart.Version> older = all.stream()
                .filter(version -> isOlder(version.number(), number))
                .reduce((first, second) -> second);
        Optional<RuntimeStart.Version> newer = all.stream()
                .filter(version -> isOlder(number, version.number()))
                .findFirst();
        return Stream.of(older, newer).flatMap(Optional::stream).toList();
    }

    private static boolean isOlder(String one, String other) {
        return RuntimeStart.Version.NUMBERS.compare(one, other) < 0;
    }

    /** Both choices. */
    public RuntimeChoice and(RuntimeChoice other) {
        return new RuntimeChoice(Stream.concat(versions.stream(), other.versions.stream())
                .distinct()
                .toList());
    }

    /** The syscalls that a container needs to start under each of them. */
    public SortedSet<String> needed() {
        return syscalls(need -> !need.refused());
    }

    /** The syscalls that they try, and do without where these fail with {@code ENOSYS}: with them containers mount. */
    public SortedSet<String> refused() {
        return syscalls(RuntimeStart.Need::refused);
    }

    private SortedSet<String> syscalls(Predicate<RuntimeStart.Need> which) {
        return versions.stream()
                .flatMap(version -> version.needs().stream())
                .filter(which)
                .map(RuntimeStart.Need::syscall)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The runtimes that are chosen, by name. */
    public List<String> runtimes() {
        return versions.stream().map(RuntimeStart.Version::runtime).distinct().toList();
    }

    /** The chosen versions of a runtime. */
    List<RuntimeStart.Version> versionsOf(String runtime) {
        return versions.stream()
                .filter(version -> version.runtime().equals(runtime))
                .toList();
    }

    /** Names some versions of a runtime among those chosen: all, the newer, the older ones, or each. */
    String named(String runtime, List<RuntimeStart.Version> some) {
        List<String> all =
                versionsOf(runtime).stream().map(RuntimeStart.Version::number).toList();
        List<String> numbers = some.stream().map(RuntimeStart.Version::number).toList();
        boolean every = versionsOf(runtime).equals(all().versionsOf(runtime));
        if (every && numbers.equals(all)) {
            return runtime;
        }
        if (every && numbers.equals(all.subList(all.size() - numbers.size(), all.size()))) {
            return runtime + " " + numbers.getFirst() + (numbers.size() > 1 ? " and newer" : "");
        }
        if (every && numbers.equals(all.subList(0, numbers.size()))) {
            return runtime + " " + numbers.getLast() + (numbers.size() > 1 ? " and older" : "");
        }
        return runtime + " " + NameList.of(numbers);
    }
}
