package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would make broken admission policies is refused at kubectl apply already. */
class PolicySchemaIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "podSelector: {matchExpressions: [{key: a, operator: in, values: [b]}]} | spec.podSelector.matchExpressions[0].operator: Unsupported value: \"in\"",
                "podSelector: {matchExpressions: [{key: a, operator: In}]} | In and NotIn need values",
                "podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]} | Exists and DoesNotExist take none",
                "podSelector: {matchLabels: {'a b': c}} | every key must be the key of a label",
                "namespaceSelector: {matchExpressions: [{key: '-a', operator: Exists}]} | spec.namespaceSelector.matchExpressions[0].key",
                "capabilities: {add: [NET_ADMINN]} | NET_ADMINN",
                "enforcement: {validate: deny} | spec.enforcement.validate"
            })
    void isRefused(String spec, String told) throws IOException {
        Shell.Result result = dryRun(spec);
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.errors()).contains(told);
    }

    @ParameterizedTest
    @CsvSource({"Off", "false", "'\"Off\"'", "Deny"})
    void offNeedsNoQuotes(String validate) throws IOException {
        dryRun("enforcement: {validate: " + validate + "}").expectSuccess();
    }

    private Shell.Result dryRun(String spec) throws IOException {
        String manifest = """
                apiVersion: portcullis.dev/v1
                kind: CapabilityPolicy
                metadata: {name: broken}
                spec:
                """;
        Path file = directory.resolve("policy.yaml");
        Files.writeString(file, manifest + "  " + spec + "\n");
        return Cluster.shared().kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString());
    }
}
