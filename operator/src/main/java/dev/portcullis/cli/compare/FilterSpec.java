package dev.portcullis.cli.compare;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.api.Uint64;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Rule;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter as the spec of a profile without conditions on containers and nodes. */
final class FilterSpec {

    private FilterSpec() {}

    static SeccompProfileSpec of(Filter filter) {
        return new SeccompProfileSpec(
                null,
                filter.defaultVerdict().action().ociName(),
                filter.defaultVerdict().errno(),
                null,
                orNull(filter.architectures().stream()
                        .map(Architecture::ociName)
                        .sorted()
                        .toList()),
                null,
                orNull(filter.flags()),
                filter.listenerPath(),
                filter.listenerMetadata(),
                orNull(filter.rules().stream().map(FilterSpec::rule).toList()));
    }

    private static SyscallRule rule(Rule rule) {
        return new SyscallRule(
                List.copyOf(rule.names()),
                null,
                rule.verdict().action().ociName(),
                rule.verdict().errno(),
                null,
                orNull(rule.conditions().all().stream()
                        .map(FilterSpec::argument)
                        .toList()),
                null,
                null,
                null);
    }

    private static ArgumentCondition argument(Condition condition) {
        return new ArgumentCondition(
                condition.index(),
                new Uint64(condition.value()),
                condition.valueTwo() == null ? null : new Uint64(condition.valueTwo()),
                condition.operator().ociName());
    }

    private static <T> @Nullable List<T> orNull(Collection<T> values) {
        return values.isEmpty() ? null : List.copyOf(values);
    }
}
