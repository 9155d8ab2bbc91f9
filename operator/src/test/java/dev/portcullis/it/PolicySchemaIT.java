package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.Shell;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * API server and command line take and refuse the same policies. Applied server-side, because
 * otherwise the API server drops nulls that stand for nothing.
 */
class PolicySchemaIT {

    /** The longest that the API server takes: 253 characters. */
    private static final String LONG_DOMAIN =
            "d234567890d234567890d234567890d234567890d234567890d234567890d234567890d234567890d234567890"
                    + "d234567890d234567890d234567890d234567890d234567890d234567890d234567890d234567890d234567890"
                    + "d234567890d234567890d234567890d234567890d234567890d234567890d234567890abc";

    private final Cluster cluster = Cluster.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}, podSelector: {}}",
                "{capabilities: {drop: [all], add: [cap_net_raw, Cap_Kill, sys_time]}}",
                "{capabilities: {drop: [], add: []}, runtimeDefaults: podman}",
                "{capabilities: {add: [KILL, CAP_KILL]}}",
                "{capabilities: {add: [ALL, KILL]}}",
                "{enforcement: {validate: Off}}",
                "{enforcement: {validate: \"Off\", mutate: true, seccomp: Any}}",
                "{enforcement: {validate: false, mutate: false}}",
                "{seccompProfile: a, enforcement: {seccomp: Profile}}",
                "{podSelector: {matchLabels: {app: web, example.com/team: '', a.b/C_d: x-1}}}",
                "{podSelector: {matchExpressions: [{key: a, operator: In, values: [b, '']}, {key: a, operator: Exists}]}}",
                "{podSelector: {matchLabels: {" + LONG_DOMAIN + "/a: d, a-b.c--d.e1/x: z}}}",
                "{podSelector: {matchExpressions: [{key: " + LONG_DOMAIN + "/a, operator: Exists}]}}",
                "{namespaceSelector: {matchExpressions: [{key: a, operator: DoesNotExist, values: []}]}}"
            })
    void theApiServerAndTheCommandLineTakeIt(String spec, @TempDir Path home) throws IOException {
        Path file = written(home, spec);
        assertThat(applied(file).expectSuccess().errors()).isEmpty();
        assertThat(checked(file).diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{capabilities: {drop: [ALL], add: [NET_BIND_SERVCE]}}",
                "{capabilities: {add: [CAP_ALL]}}",
                "{capabilities: {add: ['']}}",
                "{capabilities: {add: [KILL, KILL]}}",
                "{capabilities: {add: [all], drop: [ALL]}}",
                "{capabilities: {add: KILL}}",
                "{capabilities: {add: [7]}}",
                "{capabilites: {}}",
                "{runtimeDefaults: docker}",
                "{seccompProfile: 7}",
                "{enforcement: {validate: deny}}",
                "{enforcement: {validate: true}}",
                "{enforcement: {validate: \"false\"}}",
                "{enforcement: {validate: [Deny]}}",
                "{enforcement: {validate: null}}",
                "{enforcement: {validate: 0}}",
                "{enforcement: {mutate: null}}",
                "{podSelector: null}",
                "{enforcement: {mutate: \"true\"}}",
                "{enforcement: {seccomp: Unconfined}}",
                "{enforcement: {seccomp: Profile}}",
                "{seccompProfile: '', enforcement: {seccomp: Profile}}",
                "{podSelector: {matchLabels: {a/b/c: d}}}",
                "{podSelector: {matchLabels: {'': d}}}",
                "{podSelector: {matchLabels: {Example.com/a: d}}}",
                "{podSelector: {matchLabels: {a: -d}}}",
                "{podSelector: {matchLabels: {a: 1}}}",
                "{podSelector: {matchExpressions: [{key: a, operator: In}]}}",
                "{podSelector: {matchExpressions: [{key: a, operator: NotIn, values: []}]}}",
                "{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}",
                "{podSelector: {matchExpressions: [{key: a, operator: Is, values: [b]}]}}",
                "{podSelector: {matchExpressions: [{operator: Exists}]}}",
                "{podSelector: {matchExpressions: [{key: a b, operator: Exists}]}}",
                "{podSelector: {matchLabel: {}}}",
                "{podSelector: {matchLabels: {a..b/x: d}}}",
                "{podSelector: {matchLabels: {a.-b/x: d}}}",
                "{namespaceSelector: {matchExpressions: [{key: a..b/x, operator: Exists}]}}",
                "{podSelector: {matchLabels: {" + LONG_DOMAIN + "x/a: d}}}",
                "{podSelector: {matchExpressions: [{key: " + LONG_DOMAIN + "x/a, operator: Exists}]}}"
            })
    void theApiServerAndTheCommandLineRefuseIt(String spec, @TempDir Path home) throws IOException {
        Path file = written(home, spec);
        assertThat(applied(file).expectFailure().errors())
                .containsPattern("is invalid|failed to create typed patch object");
        assertThat(checked(file).spec()).isNull();
    }

    @Test
    void theSamplesAreTaken() {
        for (String sample : List.of("web", "restricted")) {
            Path file = Cluster.ROOT.resolve("config/samples/" + sample + "-policy.yaml");
            assertThat(applied(file).expectSuccess().errors()).isEmpty();
            assertThat(checked(file).diagnostics()).isEmpty();
        }
    }

    private static Path written(Path home, String spec) throws IOException {
        return Files.writeString(
                home.resolve("policy.yaml"),
                "{apiVersion: portcullis.dev/v1, kind: CapabilityPolicy, metadata: {name: checked}, spec: " + spec
                        + "}");
    }

    @CheckReturnValue
    private Shell.Ended applied(Path file) {
        return cluster.kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString());
    }

    private static CheckedManifest<?> checked(Path file) {
        Manifest manifest = ManifestSet.read(Set.of(ManifestKind.CAPABILITY_POLICY), List.of(file), System.in)
                .manifests()
                .getFirst();
        return CheckedManifest.ofPolicy(manifest);
    }
}
