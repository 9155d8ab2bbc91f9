package dev.portcullis.cli.why;

import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.cluster.SystemNamespaceOptions;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code why}. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis why [OPTIONS] (POD | KIND/NAME)",
        description = {
            "Says why a pod does not start, or is refused: which profile or policy, on which node, and what to write.",
            "",
            "Of a Deployment, StatefulSet, DaemonSet, Job, CronJob or ReplicaSet it tells why the API server refuses its pods,"
                    + " and looks at the first pods that do not start. Needs the rights to get and list pods, events and"
                    + " that kind in the namespace, and those of ClusterRole portcullis-view.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Nothing of Portcullis keeps it from starting.",
            "1:There is no such pod, or the cluster does not answer.",
            "2:The command line is wrong.",
            "3:Something of Portcullis does, or admission refuses it."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis why web-5d9c7b-x2x4z --namespace shop",
            "  portcullis why deployment/web -n shop --output json"
        })
public final class WhyCommand implements Callable<Integer> {

    private static final int HINDERED = 3;
    private static final Set<String> PODS = Set.of("pod", "pods", "po");

    @Parameters(
            paramLabel = "POD",
            description = "A pod's name, or KIND/NAME of what makes pods, as kubectl writes kinds.")
    private String word = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace. Default: the kubeconfig's.")
    private @Nullable String namespace;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SystemNamespaceOptions system = new SystemNamespaceOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        int slash = word.indexOf('/');
        String kind = slash < 0 ? "" : word.substring(0, slash).toLowerCase(Locale.ROOT);
        String name = word.substring(slash + 1);
        Optional<OwnerKind> owner = OwnerKind.of(kind);
        if (name.isEmpty() || name.contains("/") || (!kind.isEmpty() && !PODS.contains(kind) && owner.isEmpty())) {
            throw new ParameterException(
                    own.commandLine(), "\"" + word + "\" names no pod: give the NAME of a pod, or KIND/NAME");
        }
        try (ConnectedCluster cluster = options.connect()) {
            ClusterStory story = new ClusterStory(
                    cluster, Objects.requireNonNullElseGet(namespace, cluster::namespace), system.namespace());
            Answer answer = owner.map(of -> story.owner(of, name))
                    .orElseGet(
                            () -> story.pod(name).or(() -> kind.isEmpty() ? ofAnyKind(story, name) : Optional.empty()))
                    .orElseThrow(() -> story.nothing(word));
            console.out(output.printPainted(() -> answer.text(console.ansi()), answer::json));
            return answer.hindrances().isEmpty() ? 0 : HINDERED;
        }
    }

    /** Whoever has no right to look at a kind did not mean it. */
    private static Optional<Answer> ofAnyKind(ClusterStory story, String name) {
        return Stream.of(OwnerKind.values())
                .flatMap(kind -> {
                    try {
                        return story.owner(kind, name).stream();
                    } catch (ClusterException e) {
                        return Stream.empty();
                    }
                })
                .findFirst();
    }
}
