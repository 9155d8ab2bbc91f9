package dev.portcullis.seccomp;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.api.Uint64;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Profiles built on each other, p0 on p1 on p2 and so on, and which of them were asked for.
 *
 * @param specs by name
 * @param asked names, in the order in which they were looked for
 */
record LargeChains(Map<String, SeccompProfileSpec> specs, List<String> asked) implements Bases {

    /** As many profiles as this, each with such rules; the number given to the rules is the profile's. */
    static LargeChains of(int profiles, Function<Integer, List<SyscallRule>> rules) {
        Map<String, SeccompProfileSpec> specs = new LinkedHashMap<>();
        for (int i = 0; i < profiles; i++) {
            specs.put("p" + i, spec(i + 1 < profiles ? List.of("p" + (i + 1)) : null, rules.apply(i)));
        }
        return new LargeChains(specs, new ArrayList<>());
    }

    static SeccompProfileSpec spec(@Nullable List<String> bases, List<SyscallRule> rules) {
        return new SeccompProfileSpec(bases, "SCMP_ACT_ERRNO", null, null, null, null, null, null, null, rules);
    }

    static SyscallRule allow(List<String> names, ArgumentCondition... args) {
        return rule("SCMP_ACT_ALLOW", names, args);
    }

    static SyscallRule rule(String action, List<String> names, ArgumentCondition... args) {
        return new SyscallRule(names, null, action, null, null, List.of(args), null, null, null);
    }

    static ArgumentCondition arg(int index, long value) {
        return new ArgumentCondition(index, new Uint64(value), null, "SCMP_CMP_EQ");
    }

    /** Names that no kernel knows, different ones from each place. */
    static List<String> names(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> "call" + i).toList();
    }

    SeccompProfileSpec top() {
        return spec("p0").orElseThrow();
    }

    Rendering render(Renderer renderer) {
        SeccompProfileSpec top = top();
        asked.clear();
        return renderer.render("p0", top, this, Set.of());
    }

    @Override
    public Optional<SeccompProfileSpec> spec(String name) {
        asked.add(name);
        return Optional.ofNullable(specs.get(name));
    }
}
