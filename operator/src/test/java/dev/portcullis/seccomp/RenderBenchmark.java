package dev.portcullis.seccomp;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.api.Uint64;
import dev.portcullis.cluster.Profiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes from a spec to the digest of its document. Run by {@code make bench}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class RenderBenchmark {

    private static final int CHAIN = 16;
    private final Renderer renderer = new Renderer(Path.of("/run/portcullis-listeners"));
    private final List<String> names = Profiles.syscalls();
    private final SeccompProfileSpec large = spec(null, 450);
    private final Map<String, SeccompProfileSpec> chain = new HashMap<>();

    /** Sixteen profiles below each other, the uppermost called p0. */
    public RenderBenchmark() {
        for (int i = 0; i <= CHAIN; i++) {
            chain.put("p" + i, spec(i == CHAIN ? null : List.of("p" + (i + 1)), 30));
        }
    }

    /** Reads, resolves for one target, renders and digests 450 syscalls in rules like those of a runtime's default. */
    @Benchmark
    public byte[] large() throws NoSuchAlgorithmException {
        return digest(renderer.render("large", large, Bases.NONE, Target.UNPRIVILEGED));
    }

    /** The same for everything that the operator makes of it: a document for each architecture that it names. */
    @Benchmark
    public byte[] largeForAllArchitectures() throws NoSuchAlgorithmException {
        return digest(renderer.render("large", large, Bases.NONE, Set.of()));
    }

    /** A profile of 30 syscalls on a chain of sixteen like it. */
    @Benchmark
    public byte[] chain() throws NoSuchAlgorithmException {
        return digest(renderer.render(
                "p0",
                Optional.ofNullable(chain.get("p0")).orElseThrow(),
                name -> Optional.ofNullable(chain.get(name)),
                Target.UNPRIVILEGED));
    }

    private static byte[] digest(Rendering rendering) throws NoSuchAlgorithmException {
        Rendering.Rendered rendered = (Rendering.Rendered) rendering;
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        rendered.variants().values().forEach(v -> sha256.update(v.getBytes(StandardCharsets.UTF_8)));
        return sha256.digest(rendered.document().getBytes(StandardCharsets.UTF_8));
    }

    private SeccompProfileSpec spec(@Nullable List<String> bases, int syscalls) {
        List<SyscallRule> rules = new ArrayList<>();
        int unconditional = Math.min(syscalls, names.size()) - 10;
        rules.add(rule(names.subList(0, unconditional), null, null));
        for (int i = unconditional; i < unconditional + 10 && i < names.size(); i++) {
            rules.add(rule(
                    List.of(names.get(i)),
                    List.of(new ArgumentCondition(0, new Uint64(i), null, "SCMP_CMP_EQ")),
                    i % 2 == 0 ? new RuleFilter(null, List.of("amd64", "arm64"), null) : null));
        }
        rules.add(rule(List.of("mount", "setns"), null, new RuleFilter(List.of("CAP_SYS_ADMIN"), null, null)));
        return new SeccompProfileSpec(bases, "SCMP_ACT_ERRNO", null, "ENOSYS", null, null, null, null, null, rules);
    }

    private static SyscallRule rule(
            List<String> names, @Nullable List<ArgumentCondition> args, @Nullable RuleFilter includes) {
        return new SyscallRule(names, null, "SCMP_ACT_ALLOW", null, null, args, null, includes, null);
    }
}
