package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.seccomp.Finding;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemarksTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{podSelector: {}, enforcement: {validate: Deny}} | GovernsEverything",
                "{namespaceSelector: {}, enforcement: {validate: Deny}} | GovernsEverything",
                "{podSelector: {}, namespaceSelector: {matchLabels: {}}, capabilities: {drop: [ALL]}, enforcement: {validate: Deny}}"
                        + " | GovernsEverything",
                "{podSelector: {}, enforcement: {validate: Warn}} | ''",
                "{podSelector: {}, capabilities: {add: [ALL]}, enforcement: {validate: Deny}} | ''",
                "{podSelector: {matchLabels: {a: b}}, enforcement: {validate: Deny}} | ''",
                "{namespaceSelector: {matchLabels: {a: b}}, enforcement: {validate: Deny}} | ''",
                "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, enforcement: {validate: Deny}}"
                        + " | GovernsNobody",
                "{podSelector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: NotIn, values: [b]}]},"
                        + " enforcement: {validate: Warn}} | GovernsNobody",
                "{podSelector: {matchLabels: {a: b}}, runtimeDefaults: none, capabilities: {add: [KILL]}, enforcement: {validate: Deny}}"
                        + " | RuntimeGivesMore",
                "{podSelector: {matchLabels: {a: b}}, runtimeDefaults: cri-o, enforcement: {validate: Audit}} | RuntimeGivesMore",
                "{podSelector: {matchLabels: {a: b}}, runtimeDefaults: none, capabilities: {drop: [ALL]}, enforcement: {validate: Deny}}"
                        + " | ''",
                "{podSelector: {matchLabels: {a: b}}, runtimeDefaults: none, capabilities: {add: [KILL]}} | ''",
                "{podSelector: {matchLabels: {a: b}}, capabilities: {add: [ALL]}, enforcement: {mutate: true}} | NotFilledIn",
                "{podSelector: {matchLabels: {a: b}}, capabilities: {drop: [ALL], add: [SYS_TIME, KILL]}, enforcement: {mutate: true}}"
                        + " | NotFilledIn",
                "{podSelector: {matchLabels: {a: b}}, capabilities: {drop: [ALL], add: [SYS_TIME]}, enforcement: {validate: Deny}} | ''",
                "{podSelector: {matchLabels: {a: b}}, capabilities: {drop: [ALL], add: [BPF, KILL]}, enforcement: {mutate: true}} | ''"
            })
    void probableMistakesAreToldAsRemarks(String spec, String codes) throws JsonProcessingException {
        assertThat(remarks(spec))
                .extracting(remark -> remark.code().reason())
                .isEqualTo(codes.isEmpty() ? List.of() : List.of(codes));
    }

    @Test
    void theWordsSayWhatToDo() throws JsonProcessingException {
        assertThat(remarks("{podSelector: {}, runtimeDefaults: none, capabilities: {add: [NET_BIND_SERVICE, SYS_TIME]},"
                        + " enforcement: {validate: Deny, mutate: true}}"))
                .extracting(Finding::toString)
                .containsExactly(
                        "spec.enforcement.validate: Deny over all namespaces but kube-system, own refuses network plug-ins,"
                                + " storage drivers and other pods of the system too, when they are created anew; begin"
                                + " with Warn, and exempt their namespaces (--exempt-namespaces) or select namespaces by a"
                                + " label",
                        "spec.runtimeDefaults: there are runtimes that give containers CAP_CHOWN, CAP_DAC_OVERRIDE,"
                                + " CAP_FOWNER, CAP_FSETID, CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_NET_RAW,"
                                + " CAP_SYS_CHROOT, CAP_MKNOD, CAP_AUDIT_WRITE, CAP_SETFCAP by themselves, which is beyond"
                                + " this policy's set; so containers have to drop ALL, and capabilities.drop had better"
                                + " say so",
                        "spec.enforcement.mutate: containers that say nothing are not given SYS_TIME, because not every"
                                + " runtime gives them that by itself; have their manifests add it, or name it in the"
                                + " operator's --fill-capabilities");
    }

    private static List<Finding> remarks(String spec) throws JsonProcessingException {
        return Remarks.of(
                "p",
                YAML.readValue(spec, CapabilityPolicySpec.class),
                new EnforcementSettings(Set.of("kube-system", "own"), Fillable.of(List.of("bpf"))));
    }
}
