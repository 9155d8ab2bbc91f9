package dev.portcullis.manifest.check;

import dev.portcullis.api.SeccompDemand;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.wording.DnsSubdomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds in a CapabilityPolicy what the API server refuses by the CRD's rules in CEL. */
final class PolicyCheck {

    /** The key of a label, as the rule on {@code matchLabels} has it. */
    static final Pattern LABEL_KEY =
            Pattern.compile("(" + DnsSubdomain.REGEX + "/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    /** The longest prefix of a label key, which is a domain name (apimachinery, DNS1123SubdomainMaxLength). */
    private static final int MAX_PREFIX = 253;

    private static final String ALL = "ALL";
    private static final Set<String> WITH_VALUES = Set.of("In", "NotIn");
    private static final Set<String> WITHOUT_VALUES = Set.of("Exists", "DoesNotExist");

    private final Manifest manifest;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private PolicyCheck(Manifest manifest) {
        this.manifest = manifest;
    }

    /** Checks a spec of whatever form. */
    static List<Diagnostic> of(Manifest manifest, Node spec) {
        PolicyCheck check = new PolicyCheck(manifest);
        spec.member("capabilities").ifPresent(check::capabilities);
        check.selectors(spec);
        check.demand(spec);
        return check.diagnostics;
    }

    /** Checks the selectors alone, of any kind of object. */
    static List<Diagnostic> ofSelectors(Manifest manifest, Node spec) {
        PolicyCheck check = new PolicyCheck(manifest);
        check.selectors(spec);
        return check.diagnostics;
    }

    private void selectors(Node spec) {
        for (String selector : List.of("podSelector", "namespaceSelector", "nodeSelector")) {
            spec.member(selector).ifPresent(tree -> selector(tree, "spec." + selector));
        }
    }

    private void capabilities(Node capabilities) {
        List<Node.Scalar> added = words(capabilities, "add");
        List<Node.Scalar> dropped = words(capabilities, "drop");
        Optional<Node.Scalar> all = all(dropped);
        if (all(added).isPresent() && all.isPresent()) {
            error(
                    Problem.CONTRADICTION,
                    all.get().position(),
                    "spec.capabilities",
                    "ALL is both added and dropped; take it out of one of the lists");
        }
    }

    /** The texts of a list, each of which must name a capability. */
    private List<Node.Scalar> words(Node capabilities, String list) {
        List<Node.Scalar> words = new ArrayList<>();
        List<Node> items = items(capabilities, list);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Node.Scalar scalar && scalar.value() instanceof String word) {
                words.add(scalar);
                if (!word.isEmpty() && CapabilitySet.named(word).isEmpty()) {
                    String location = "spec.capabilities." + list + "[" + i + "]";
                    error(
                            Problem.UNKNOWN_CAPABILITY,
                            scalar.position(),
                            location,
                            UnknownCapability.message(Told.shortened(word)));
                }
            }
        }
        return words;
    }

    private static Optional<Node.Scalar> all(List<Node.Scalar> words) {
        return words.stream()
                .filter(word -> ALL.equalsIgnoreCase(String.valueOf(word.value())))
                .findFirst();
    }

    private void selector(Node selector, String location) {
        if (selector.member("matchLabels").orElse(null) instanceof Node.Mapping labels) {
            labels.members().forEach((key, member) -> {
                if (!isKey(key)) {
                    String message = Told.quoted(key)
                            + " is no key of a label: at most 63 letters, digits, '-', '_' and '.', with a letter or"
                            + " digit at both ends, for example app or example.com/team";
                    error(Problem.WRONG_FORM, member.key(), location + ".matchLabels[" + key + "]", message);
                }
            });
        }
        List<Node> expressions = items(selector, "matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            values(expressions.get(i), location + ".matchExpressions[" + i + "]");
        }
    }

    private static boolean isKey(String key) {
        return key.indexOf('/') <= MAX_PREFIX && LABEL_KEY.matcher(key).matches();
    }

    private void values(Node expression, String location) {
        String operator = expression.text("operator").orElse("");
        boolean some = !items(expression, "values").isEmpty();
        Position position = expression.position();
        if (expression.text("key").orElse("").indexOf('/') > MAX_PREFIX) {
            error(
                    Problem.WRONG_FORM,
                    position,
                    location + ".key",
                    "what stands before / in a label's key has at most " + MAX_PREFIX + " characters");
        }
        if (WITH_VALUES.contains(operator) && !some) {
            error(Problem.MISSING_FIELD, position, location, operator + " needs values");
        } else if (WITHOUT_VALUES.contains(operator) && some) {
            error(Problem.CONTRADICTION, position, location, operator + " takes no values; remove them");
        }
    }

    private void demand(Node spec) {
        Optional<Node> demand = spec.member("enforcement").flatMap(enforcement -> enforcement.member("seccomp"));
        boolean file = demand.filter(tree -> tree instanceof Node.Scalar scalar
                        && SeccompDemand.PROFILE.word().equals(scalar.value()))
                .isPresent();
        if (file && spec.text("seccompProfile").orElse("").isEmpty()) {
            error(
                    Problem.CONTRADICTION,
                    demand.get().position(),
                    "spec.enforcement.seccomp",
                    "Profile demands the file of this policy; set spec.seccompProfile too, or demand Confined");
        }
    }

    private static List<Node> items(Node tree, String list) {
        return tree.member(list).orElse(null) instanceof Node.Sequence sequence ? sequence.items() : List.of();
    }

    private void error(Problem problem, Position position, String location, String message) {
        diagnostics.add(Diagnostic.error(problem, manifest.file(), position, location, message));
    }
}
