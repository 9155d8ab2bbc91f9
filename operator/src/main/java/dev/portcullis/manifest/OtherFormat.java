package dev.portcullis.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The formats that people give a command instead of a profile, a policy or a log, each with the next step. Recognised by
 * the first bytes, by the text of what is no YAML or JSON, or by the members of what is.
 */
public enum OtherFormat {
    ZSTD(bytes("\\x28\\xb5\\x2f\\xfd"), "a file packed with zstd", "unpack it: zstdcat FILE | portcullis ... -"),
    XZ(bytes("\\xfd7zXZ\\x00"), "a file packed with xz", "unpack it: xzcat FILE | portcullis ... -"),
    BZIP2(bytes("BZh[1-9]1AY&SY"), "a file packed with bzip2", "unpack it: bzcat FILE | portcullis ... -"),
    ZIP(bytes("PK\\x03\\x04"), "a zip archive", "unpack it: unzip -p FILE NAME | portcullis ... -"),
    TAR(bytes(".{257}ustar"), "a tar archive", "unpack it: tar -xOf FILE NAME | portcullis ... -"),
    ELF(bytes("\\x7fELF"), "a program", "record it: strace -f -o FILE PROGRAM"),
    PERF_DATA(bytes("PERFILE2"), "a recording of perf", "record the program with strace -f -o FILE instead"),
    JOURNAL_FILE(
            bytes("LPKSHHRH"), "a file of journald", "print it: journalctl --file FILE -o cat | portcullis import -"),

    HTML(text("\\A\\s*<(?:!doctype|html|head|body|\\?xml)\\b"), "a page in HTML or XML", "fetch the raw file instead"),
    CONFLICT(text("(?m)^<<<<<<< "), "a file with an unresolved conflict of Git", "resolve it and try again"),
    LFS_POINTER(text("\\Aversion https://git-lfs"), "a pointer of Git LFS", "fetch the file: git lfs pull"),
    PATCH(text("\\A(?:diff --git |--- a/)"), "a patch", "apply it first"),
    HELM_TEMPLATE(
            text("\\{\\{-?\\s*(?:[.$]|/\\*|(?:if|with|range|include|template|define|toYaml|end)\\b)"),
            "a Helm template",
            "render it first: helm template CHART | portcullis ... -"),
    DESCRIPTION(
            text("\\AName: .*\\n(?:.*\\n)*?(?:Namespace|Labels|Annotations|API Version): "),
            "the output of kubectl describe",
            "print the object itself: kubectl get KIND NAME -o yaml | portcullis ... -"),
    TABLE(
            text("\\A(?:NAMESPACE +)?NAME +.*\\bAGE\\b"),
            "a table of kubectl get",
            "print the objects themselves: kubectl get KIND -o yaml | portcullis ... -"),
    PERF_TRACE(
            text("(?m)^ +[0-9.]+ \\( *(?:[0-9.]+ ms)? *\\): .*\\("),
            "the output of perf trace",
            "record the program with strace -f -o FILE instead"),
    LIBRARY_CALLS(
            text("(?m)^(?:\\[pid )?[0-9\\] ]*__libc_start_main\\("),
            "the output of ltrace without -S: library calls, no syscalls",
            "record the program with strace -f -o FILE"),
    SYSDIG(
            text("\\A[0-9]+ [0-9:.]+ [0-9]+ .* \\([0-9.]+\\) [<>] "),
            "the output of sysdig",
            "record the program with strace -f -o FILE instead"),
    BPFTRACE(
            text("\\AAttach(?:ing|ed) [0-9]+ probes?"),
            "the output of bpftrace",
            "record the program with strace -f -o FILE instead"),

    DOCKER_INSPECT(
            members("HostConfig", "Config"),
            "the output of docker inspect",
            "a profile that was given is under HostConfig.SecurityOpt: jq -r '.[0].HostConfig.SecurityOpt[] |"
                    + " select(startswith(\"seccomp=\"))[8:]' FILE | portcullis import - --name NAME"),
    CRICTL_INSPECT(
            members("info.runtimeSpec"),
            "the output of crictl inspect",
            "the profile is under info.runtimeSpec.linux.seccomp, where 'portcullis import' reads it"),
    CTR_INFO(
            members("Spec.ociVersion"),
            "the output of ctr container info",
            "the profile is under Spec.linux.seccomp, where 'portcullis import' reads it"),
    RUNC_STATE(
            members("ociVersion", "bundle", "status"),
            "the output of runc state",
            "the profile is in config.json in the bundle's folder: portcullis import BUNDLE/config.json --name NAME"),
    OCI_CONFIG(
            members("ociVersion"),
            "a container's config.json",
            "the profile is under linux.seccomp, where 'portcullis import' reads it"),
    TRACEE(
            members("eventName", "processName"),
            "the output of tracee",
            "record the program with strace -f -o FILE instead: tracee tells of chosen events only"),
    FALCO(members("output_fields"), "the output of Falco", "record the program with strace -f -o FILE instead"),
    JOURNAL(members("__REALTIME_TIMESTAMP"), "a journal", "import it: journalctl -o json | portcullis import -"),
    AUDITBEAT(members("@timestamp", "auditd"), "the output of auditbeat", "import it one event a line"),
    API_ERROR(members("message", "documentation_url"), "an error of GitHub's API", "fetch the raw file instead"),
    STATUS(kind("Status"), "an error of the API server", "see its message"),
    CONFIG_MAP(
            kind("ConfigMap"),
            "a ConfigMap",
            "print the profile that one of its texts may be: kubectl get configmap NAME -o"
                    + " jsonpath='{.data.FILE\\.json}' | portcullis ... -"),
    WORKLOAD(
            kind("Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|ReplicationController|PodTemplate"),
            "a workload",
            "'portcullis check' holds one against policies");

    /** The most characters that a sign is looked for in. */
    static final int HEAD = 1 << 12;

    /** Error Prone does not see that {@code List.of} is immutable. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Sign sign;

    private final String noun;
    private final String nextStep;

    OtherFormat(Sign sign, String noun, String nextStep) {
        this.sign = sign;
        this.noun = noun;
        this.nextStep = nextStep;
    }

    /** A sign by which a format is known. */
    private sealed interface Sign {

        /** The first bytes, each as the character of its number. */
        record Bytes(Pattern start) implements Sign {}

        /** Something in the text. */
        record Text(Pattern part) implements Sign {}

        /** Members of the outermost object, or of the first of a list. */
        record Members(List<String> paths) implements Sign {}

        /** The object's kind in Kubernetes. */
        record Kind(Pattern name) implements Sign {}
    }

    private static Sign bytes(String start) {
        return new Sign.Bytes(Pattern.compile("\\A" + start, Pattern.DOTALL));
    }

    private static Sign text(String part) {
        return new Sign.Text(Pattern.compile(part, Pattern.CASE_INSENSITIVE));
    }

    private static Sign members(String... paths) {
        return new Sign.Members(List.of(paths));
    }

    private static Sign kind(String names) {
        return new Sign.Kind(Pattern.compile(names));
    }

    /** The format of a file that begins with these bytes, each as the character of its number. */
    static Optional<OtherFormat> ofBytes(String head) {
        return first(format -> format.sign instanceof Sign.Bytes bytes
                && bytes.start.matcher(head).find());
    }

    /** The format of a text that is neither YAML nor JSON, or no object. */
    public static Optional<OtherFormat> ofText(String text) {
        String head = text.substring(0, Math.min(HEAD, text.length()));
        return first(format ->
                format.sign instanceof Sign.Text sign && sign.part.matcher(head).find());
    }

    /** The format of a document. */
    public static Optional<OtherFormat> ofDocument(Node root) {
        Node one = root instanceof Node.Sequence list && !list.items().isEmpty()
                ? list.items().getFirst()
                : root;
        return first(format -> switch (format.sign) {
            case Sign.Members members -> members.paths.stream().allMatch(path -> has(one, path));
            case Sign.Kind kind ->
                kind.name.matcher(one.text("kind").orElse("")).matches();
            case Sign.Bytes bytes -> false;
            case Sign.Text text -> false;
        });
    }

    private static boolean has(Node root, String path) {
        Optional<Node> at = Optional.of(root);
        for (String name : path.split("\\.", -1)) {
            at = at.flatMap(node -> node.member(name));
        }
        return at.isPresent();
    }

    private static Optional<OtherFormat> first(Predicate<OtherFormat> recognised) {
        return Arrays.stream(values()).filter(recognised).findFirst();
    }

    /** The advice to someone who has such a file. */
    public String nextStep() {
        return nextStep;
    }

    /** The refusal of a file of this format. */
    public String message() {
        return "this is " + noun + "; " + nextStep;
    }
}
