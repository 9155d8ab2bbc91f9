package dev.portcullis.cli;

import dev.portcullis.admission.PodTemplate;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.KubernetesObjects;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.Manifests;
import dev.portcullis.manifest.Problem;
import dev.portcullis.telemetry.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** Says what admission would say to workloads. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks workloads against CapabilityPolicies without a cluster.",
            "",
            "Says in the API server's own words what it would have against pods, and against the pods that Deployments,"
                    + " StatefulSets, DaemonSets, ReplicaSets, Jobs, CronJobs, ReplicationControllers and PodTemplates"
                    + " make. What a policy with mutate fills in is filled in first, as API servers do it from Kubernetes 1.36 on. A policy that denies makes errors,"
                    + " one that warns or audits makes warnings. The policies' files are taken to be on every node.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:No errors; there may be warnings.",
            "1:Errors, or files that cannot be read.",
            "2:The command line is wrong, or there is no policy."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis check deploy/ --policy policies/",
            "    everything below a folder",
            "  helm template shop/ | portcullis check - --policy web.yaml -n shop",
            "    what a pipeline is about to apply, and where",
            "  portcullis check --output github deploy/ --policy policies/",
            "    annotates the lines of a pull request in GitHub Actions"
        })
public final class CheckCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "MANIFEST",
            arity = "1..*",
            description = {
                "Files with objects in YAML or JSON, any number in each; folders, of which all *.yaml, *.yml and *.json"
                        + " are read; or - for standard input. Policies among them count too, and Namespaces say which"
                        + " labels they have. Objects of other kinds are skipped."
            })
    private List<Path> files = List.of();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "A file or folder with CapabilityPolicies; can be repeated.")
    private List<Path> policyFiles = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Where the objects are that name no namespace. Default: ${DEFAULT-VALUE}.")
    private String namespace = "default";

    @Mixin
    private EnforcementOptions enforcement = new EnforcementOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How findings are written: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ReportFormat output = ReportFormat.text;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Manifests named = policies();
        KubernetesObjects read = KubernetesObjects.read(files, System.in);
        EnforcedPolicies enforced = EnforcedPolicies.of(named, read.objects(), enforcement.settings());
        if (enforced.policies().isEmpty() && enforced.diagnostics().isEmpty()) {
            throw wrong("there is no policy to check against; name files with CapabilityPolicies with --policy");
        }
        AdmissionCheck check = new AdmissionCheck(enforced.policies(), namespace);
        List<Workload> workloads = new ArrayList<>();
        int others = 0;
        for (KubernetesObject object : read.objects()) {
            if (object.is("", "Namespace")) {
                check.namespace(object);
            } else if (object.manifest().isEmpty()) {
                Optional<PodTemplate> pods = PodTemplate.of(object.root().json());
                pods.ifPresent(its -> workloads.add(new Workload(object, its)));
                others += pods.isPresent() ? 0 : 1;
            }
        }
        workloads.forEach(check::judge);
        CheckSummary summary = new CheckSummary(
                workloads.size(),
                enforced.policies().size(),
                others,
                Stream.of(read.diagnostics(), enforced.diagnostics(), check.diagnostics())
                        .flatMap(List::stream)
                        .sorted(Diagnostic.ORDER)
                        .toList());
        Console console = Console.of(Objects.requireNonNull(spec));
        console.out(new Report(console.ansi()).of(summary, output));
        check.notes().forEach(note -> console.err("note: " + OneLine.of(note) + "\n"));
        return summary.hasErrors() ? 1 : 0;
    }

    /** The policies of {@code --policy}, of which each file or folder must hold one. */
    private Manifests policies() {
        Manifests all = Manifests.read(Set.of(ManifestKind.CAPABILITY_POLICY), policyFiles, System.in);
        for (Diagnostic diagnostic : all.diagnostics()) {
            if (diagnostic.code().equals(Problem.NO_POLICY.code())) {
                throw wrong(diagnostic.file() + ": " + diagnostic.message());
            }
        }
        if (!policyFiles.isEmpty()
                && all.manifests().isEmpty()
                && all.diagnostics().isEmpty()) {
            throw wrong("no file below " + policyFiles.getFirst() + " holds a CapabilityPolicy");
        }
        return all;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), OneLine.of(message));
    }
}
