package dev.portcullis.cli.observe;

import dev.portcullis.api.ObservedArgument;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.api.Uint64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Calls in words. */
final class SeenCall {

    private static final String ARCHITECTURE = "SCMP_ARCH_";
    private static final int MOST_VALUES = 8;

    private SeenCall() {}

    /** An architecture without what all have in front. */
    static String architecture(String ociName) {
        return ociName.replaceFirst("^" + ARCHITECTURE, "").toLowerCase(Locale.ROOT);
    }

    /** The values of the arguments that were told apart, as {@code argument 0: 0x1, 0x2}. */
    static String values(ObservedSyscall call) {
        List<ObservedValue> all = Objects.requireNonNullElse(call.arguments(), List.of());
        String told = all.stream()
                .map(ObservedValue::index)
                .distinct()
                .map(index -> "argument " + index + ": "
                        + values(all.stream()
                                .filter(value -> value.index() == index)
                                .map(value -> hex(value.value()))
                                .toList()))
                .collect(Collectors.joining("; "));
        Long more = call.moreArguments();
        String rest = more == null ? "" : more + " calls with others";
        return told.isEmpty() || rest.isEmpty() ? told + rest : told + ", and " + rest;
    }

    private static String values(List<String> values) {
        String first = values.stream().limit(MOST_VALUES).collect(Collectors.joining(", "));
        return values.size() > MOST_VALUES ? first + " and " + (values.size() - MOST_VALUES) + " more" : first;
    }

    /** A denied call as {@code socket(0x10, ...)}, with the arguments that its observation tells apart. */
    static String call(ObservedDenial denial, ProfileObservationSpec spec) {
        List<Uint64> all = Objects.requireNonNullElse(denial.arguments(), List.of());
        String told = spec.argumentsToTell().stream()
                .filter(argument -> argument.syscall().equals(denial.syscall()))
                .map(ObservedArgument::index)
                .filter(index -> index < all.size())
                .map(index -> "argument " + index + ": " + hex(all.get(index)))
                .collect(Collectors.joining(", "));
        return told.isEmpty() ? denial.syscall() : denial.syscall() + " (" + told + ")";
    }

    private static String hex(Uint64 value) {
        return "0x" + Long.toHexString(value.bits());
    }
}
