package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The conditions under which a rule applies: all must hold.
 *
 * @param all in the order of {@link Condition}; empty means always
 */
public record Conditions(List<Condition> all) implements Comparable<Conditions> {

    /** No condition. */
    public static final Conditions ALWAYS = new Conditions(List.of());

    /** Sorts what it is given. */
    public Conditions {
        all = isNormal(all)
                ? List.copyOf(all)
                : all.stream()
                        .filter(condition -> !condition.isTrivial())
                        .sorted()
                        .distinct()
                        .toList();
    }

    private static boolean isNormal(List<Condition> all) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isTrivial() || (i > 0 && all.get(i - 1).compareTo(all.get(i)) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether there is no condition. */
    public boolean always() {
        return all.isEmpty();
    }

    /** Returns whether some call meets each of them. */
    public boolean arePossible() {
        return all.stream().allMatch(Condition::isPossible);
    }

    /** Returns whether all hold for these six arguments. */
    public boolean hold(long... arguments) {
        for (Condition condition : all) {
            if (!condition.holds(arguments[condition.index()])) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the other conditions cannot hold where these do. */
    boolean exclude(Conditions other) {
        return all.stream().anyMatch(condition -> other.all.stream().anyMatch(condition::excludes));
    }

    /** The conditions that remain when only the lower halves of arguments are compared. */
    Conditions lowerHalf() {
        return new Conditions(all.stream().map(Condition::lowerHalf).toList());
    }

    /** The arguments that they are about, as a bit set. */
    int arguments() {
        int arguments = 0;
        for (Condition condition : all) {
            arguments |= 1 << condition.index();
        }
        return arguments;
    }

    /** The conditions on these arguments, given as a bit set. */
    Conditions about(int arguments) {
        List<Condition> left = new ArrayList<>(all.size());
        for (Condition condition : all) {
            if ((arguments & (1 << condition.index())) != 0) {
                left.add(condition);
            }
        }
        return left.size() == all.size() ? this : new Conditions(left);
    }

    /** The proper beginnings of libseccomp's chain of these conditions: those on the first arguments, but not all. */
    List<Conditions> beginnings() {
        return IntStream.range(1, all.size())
                .mapToObj(length -> new Conditions(all.subList(0, length)))
                .toList();
    }

    /**
     * Conditions as runc and crun read them: if two are about one argument, each becomes a rule of its own (matchCall
     * in runc's libcontainer/seccomp/seccomp_linux.go, libcrun_generate_seccomp in crun's seccomp.c).
     */
    public static List<Conditions> alternatives(List<Condition> written) {
        long arguments = written.stream().mapToInt(Condition::index).distinct().count();
        return arguments == written.size()
                ? List.of(new Conditions(written))
                : written.stream()
                        .map(condition -> new Conditions(List.of(condition)))
                        .distinct()
                        .toList();
    }

    @Override
    public int compareTo(Conditions other) {
        Iterator<Condition> others = other.all.iterator();
        for (Condition condition : all) {
            if (!others.hasNext()) {
                return 1;
            }
            int order = condition.compareTo(others.next());
            if (order != 0) {
                return order;
            }
        }
        return others.hasNext() ? -1 : 0;
    }

    @Override
    public String toString() {
        return always() ? "always" : all.stream().map(Condition::toString).collect(Collectors.joining(" && "));
    }
}
