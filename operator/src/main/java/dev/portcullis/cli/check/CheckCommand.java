package dev.portcullis.cli.check;

import dev.portcullis.cli.options.EnforcementOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.IgnoreComments;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.manifest.KubernetesObjects;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.telemetry.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** The command {@code check}: the API server's admission of workloads. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks workloads against CapabilityPolicies without a cluster.",
            "",
            "Reports why the API server would refuse a pod, or the pods that a Deployment,"
                    + " StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, ReplicationController or PodTemplate makes."
                    + " Policies with mutate fill in the pod first, as API servers do from Kubernetes 1.36 on. A policy"
                    + " that denies reports errors, one that warns or audits reports warnings. Every node is assumed to"
                    + " have the policies' files.",
            "",
            "Warns of what nodes do not do as it is meant: capabilities that are written wrong, and annotations for seccomp"
                    + " that Kubernetes no longer reads.",
            "",
            "With --profile, pods may name only those seccomp files portcullis/... that the given profiles and"
                    + " policies make: any other is an error, with the nearest name. If profiles are only among the"
                    + " manifests, it is a warning, because the cluster may have more.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:No errors; there may be warnings.",
            "1:There are errors, files that cannot be read, or no workload.",
            "2:The command line is wrong, or names neither a policy nor a profile.",
            "3:No policy governs any of the workloads. Warnings say what all policies together would object to."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis check deploy/ --policy policies/",
            "    checks everything below a folder",
            "  helm template shop/ | portcullis check - --policy web.yaml -n shop",
            "    checks what a pipeline is about to apply, in its namespace",
            "  kubectl get pods -A -o yaml | portcullis check - --policy web.yaml --all",
            "    judges all pods of a cluster as if the policy governed them",
            "  portcullis check deploy/ --policy security/ --profile security/",
            "    also checks that the seccomp files that pods name exist",
            "  portcullis check --output github deploy/ --policy policies/",
            "    annotates the lines of a pull request in GitHub Actions"
        })
public final class CheckCommand implements Callable<Integer> {

    /** The exit status when no policy governs any of the workloads. */
    private static final int UNGOVERNED = 3;

    private static final Set<String> ABSENCES = Set.of(Problem.NO_POLICY.code(), Problem.NO_PROFILE.code());

    @Parameters(
            paramLabel = "MANIFEST",
            arity = "1..*",
            description =
                    "Files of objects in YAML or JSON; folders, whose *.yaml, *.yml and *.json files are read; or - for"
                            + " standard input. Policies and profiles among the objects count too, and Namespaces provide labels."
                            + " Objects of other kinds are skipped.")
    private List<Path> files = List.of();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "A file or folder with CapabilityPolicies. Can be repeated.")
    private List<Path> policyFiles = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "A file or folder with SeccompProfiles; together with the policies, all that the cluster has. Can be"
                            + " repeated.")
    private List<Path> profileFiles = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The namespace of objects that name none. Default: ${DEFAULT-VALUE}.")
    private String namespace = "default";

    @Option(
            names = "--all",
            description = "Judge every workload as if every policy governed it, whatever its namespace and labels.")
    private boolean all;

    @Option(names = "--allow-empty", description = "Accept that there is no workload, or nothing to check it against.")
    private boolean allowEmpty;

    @Mixin
    private EnforcementOptions enforcement = new EnforcementOptions();

    @Mixin
    private ReportOptions output = new ReportOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        ManifestSet namedPolicies = named(ManifestKind.CAPABILITY_POLICY, policyFiles);
        ManifestSet namedProfiles = named(ManifestKind.SECCOMP_PROFILE, profileFiles);
        KubernetesObjects read = KubernetesObjects.read(files, System.in);
        GivenObjects given = GivenObjects.of(read, namedProfiles, namedPolicies);
        EnforcedPolicies enforced = EnforcedPolicies.of(given.policies(), enforcement.settings());
        List<Diagnostic> ofPolicies = Stream.of(
                        namedPolicies.diagnostics(), given.policies().diagnostics(), enforced.diagnostics())
                .flatMap(List::stream)
                .toList();
        if (!allowEmpty && enforced.policies().isEmpty() && ofPolicies.isEmpty() && profileFiles.isEmpty()) {
            throw wrong("there is nothing to check against; give CapabilityPolicies with --policy,"
                    + " or SeccompProfiles with --profile");
        }
        AdmissionCheck.Setting setting =
                new AdmissionCheck.Setting(namespace, enforcement.settings().exemptNamespaces(), all);
        AdmissionCheck admission = AdmissionCheck.of(given, enforced, setting);
        boolean ungoverned = admission.governed() == 0
                && !enforced.policies().isEmpty()
                && !given.workloads().isEmpty();
        List<Diagnostic> verdicts = ungoverned
                ? AdmissionCheck.of(given, enforced, setting.ofAll()).diagnostics().stream()
                        .map(diagnostic -> diagnostic.as(Diagnostic.Level.WARNING))
                        .toList()
                : admission.diagnostics();
        List<Diagnostic> remarks = given.workloads().stream()
                .flatMap(workload -> WorkloadRemarks.of(workload).stream())
                .toList();
        Report report = report(
                given,
                enforced,
                admission,
                Stream.of(
                                read.diagnostics(),
                                ofPolicies,
                                namedProfiles.diagnostics(),
                                given.profiles().diagnostics(),
                                verdicts,
                                remarks,
                                missingFiles(given),
                                nothing(given, read))
                        .flatMap(List::stream));
        IgnoreComments comments =
                IgnoreComments.of(List.of(read.comments(), namedPolicies.comments(), namedProfiles.comments()));
        Console console = Console.of(Objects.requireNonNull(spec));
        boolean errors = output.print(report, comments, console);
        admission.notes().forEach(note -> console.note(note));
        if (ungoverned) {
            console.note(
                    "no policy governs any of the workloads; the findings are what all policies together would object"
                            + " to. Check podSelector, namespaceSelector and --namespace, or judge all of them with --all");
        }
        if (errors) {
            return 1;
        }
        return ungoverned ? UNGOVERNED : 0;
    }

    /** The error that there is nothing to judge, unless something is wrong with what was read. */
    private List<Diagnostic> nothing(GivenObjects given, KubernetesObjects read) {
        boolean silent = allowEmpty
                || !given.workloads().isEmpty()
                || !read.diagnostics().isEmpty();
        return silent
                ? List.of()
                : List.of(Diagnostic.error(
                        Problem.NO_WORKLOAD,
                        InputFile.named(files.getFirst()).label(),
                        Position.FILE,
                        "",
                        "there is no pod, and no object that makes pods; name their files, or accept it with"
                                + " --allow-empty"));
    }

    private List<Diagnostic> missingFiles(GivenObjects given) {
        if (given.profiles().byName().isEmpty()) {
            return List.of();
        }
        SeccompFiles files = SeccompFiles.of(
                given.profiles().byName().keySet(),
                given.policies().byName(),
                profileFiles.isEmpty() ? Diagnostic.Level.WARNING : Diagnostic.Level.ERROR);
        return given.workloads().stream().flatMap(files::missing).toList();
    }

    private static Report report(
            GivenObjects given, EnforcedPolicies enforced, AdmissionCheck admission, Stream<Diagnostic> diagnostics) {
        int workloads = given.workloads().size();
        int policies = enforced.policies().size();
        int profiles = given.profiles().byName().size();
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("workloads", workloads);
        counts.put("governed", admission.governed());
        counts.put("exempt", admission.exempt());
        counts.put("policies", policies);
        counts.put("profiles", profiles);
        counts.put("skipped", given.others());
        return new Report(
                "check",
                counts,
                Report.counted(workloads, "workload")
                        + (policies == 0 || admission.governed() == workloads
                                ? ""
                                : " (" + admission.governed() + " governed)")
                        + " against " + policies
                        + (policies == 1 ? " policy" : " policies")
                        + (profiles == 0 ? "" : " and " + Report.counted(profiles, "profile")),
                given.others() == 0 ? "" : Report.counted(given.others(), "object") + " of other kinds skipped",
                diagnostics.distinct().sorted(Diagnostic.ORDER).toList());
    }

    /** The objects of {@code --policy} or {@code --profile}: each file, and all folders together, must hold one, or may. */
    private ManifestSet named(ManifestKind kind, List<Path> named) {
        ManifestSet all = ManifestSet.read(Set.of(kind), named, System.in);
        if (allowEmpty) {
            return all.withoutAbsences();
        }
        for (Diagnostic diagnostic : all.diagnostics()) {
            if (ABSENCES.contains(diagnostic.code())) {
                throw wrong(diagnostic.file() + ": " + diagnostic.message());
            }
        }
        if (!named.isEmpty() && all.manifests().isEmpty() && all.diagnostics().isEmpty()) {
            throw wrong("no file below " + named.getFirst() + " holds a " + kind.label());
        }
        return all;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), Console.oneLine(message));
    }
}
