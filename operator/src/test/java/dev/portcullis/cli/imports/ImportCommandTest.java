package dev.portcullis.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.CommandResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    private static final String LS = "9  execve(\"/bin/ls\", [\"ls\"], 0x1) = 0\n9  openat(AT_FDCWD, \"/\", 0) = 3\n";
    private static final String LS_L = LS + "9  statx(3, \"\", 0, 0, 0) = 0\n9  readlink(\"/x\", 0, 0) = 1\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aTraceBecomesAProfileThatAllowsWhatIsInIt() throws IOException {
        CommandResult answer = run("--name", "ls", file("ls.log", LS), "--runtime", "none");
        assertThat(answer.err()).isEmpty();
        assertThat(answer.status()).isZero();
        assertThat(answer.out()).isEqualTo("""
                        apiVersion: portcullis.dev/v1
                        kind: SeccompProfile
                        metadata:
                          name: ls
                        spec:
                          defaultAction: SCMP_ACT_ERRNO
                          defaultErrnoRet: 38
                          syscalls:
                            - names:
                                - execve
                                - openat
                              action: SCMP_ACT_ALLOW
                        """);
    }

    @Test
    void aTraceBecomesAProfileUnderWhichEveryMeasuredRuntimeStarts() throws IOException {
        CommandResult answer = run("--name", "ls", file("ls.log", LS));
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .contains("      comment: for crun and runc to start containers\n")
                .contains("- openat2\n")
                .contains("- pselect6\n");
        assertThat(CommandResult.of("validate", "--strict", file("ls.yaml", answer.out()))
                        .status())
                .isZero();
        CommandResult ofOne = run("--name", "ls", file("ls.log", LS), "--runtime", "runc:1.1");
        assertThat(ofOne.out())
                .contains("      comment: for runc to start containers\n")
                .contains("- setgroups\n")
                .doesNotContain("openat2", "pselect6");
    }

    @Test
    void whatOnlyLogsNeedsNothingToStartAndNoFallback() throws IOException {
        CommandResult answer = run("--name", "ls", file("ls.log", LS), "--default-action", "SCMP_ACT_LOG");
        assertThat(answer.out()).doesNotContain("defaultErrnoRet", "to start containers");
    }

    @Test
    void whatValidateRefusesIsToldAndNotPrinted() throws IOException {
        String profile = file(
                "names.json",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"aarch64\"], \"syscalls\": ["
                        + "{\"names\": [\"mkdri\"], \"action\": \"SCMP_ACT_KIL\"},"
                        + "{\"names\": [\"kill\"], \"action\": \"SCMP_ACT_ERRNO\","
                        + " \"args\": [{\"index\": 6, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"}]}]}");
        CommandResult answer = run("--name", "x", profile);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .contains("SeccompProfile x: error: spec.architectures[0]: ")
                .contains("SeccompProfile x: error: spec.syscalls[0].action: ")
                .contains("SeccompProfile x: error: spec.syscalls[1].args[0].index: ");
    }

    @Test
    void whatTheOperatorRefusesIsToldAndNotPrinted() throws IOException {
        String profile = file(
                "conflict.json",
                "{\"defaultAction\": \"SCMP_ACT_NOTIFY\", \"syscalls\": ["
                        + "{\"names\": [\"kill\"], \"action\": \"SCMP_ACT_ALLOW\"}]}");
        CommandResult answer = run("--name", "x", profile);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("SeccompProfile x: error: spec.defaultAction: ");
    }

    @Test
    void whatValidateWarnsOfIsToldAndPrinted() throws IOException {
        String profile = file(
                "typo.json",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": ["
                        + "{\"names\": [\"mkdri\"], \"action\": \"SCMP_ACT_ERRNO\"}]}");
        CommandResult answer = run("--name", "x", profile);
        assertThat(answer.status()).isZero();
        assertThat(answer.out()).contains("- mkdri\n");
        assertThat(answer.err()).startsWith("SeccompProfile x: warning: spec.syscalls[0]");
    }

    @Test
    void severalTracesAreOneProfileOfAllFormats() throws IOException {
        String audit = "type=1326 audit(1.1:2): pid=1 comm=\"ls\" sig=0 arch=c000003e syscall=0 compat=0\n";
        CommandResult answer = run("--name", "ls", file("ls.log", LS), file("audit.log", audit), "--output", "json");
        assertThat(answer.status()).isZero();
        assertThat(answer.out())
                .contains("\"names\" : [ \"execve\", \"openat\", \"read\" ]")
                .endsWith("}\n");
    }

    @Test
    void theDefaultActionCanBeChosen() throws IOException {
        String trace = file("ls.log", LS);
        assertThat(run("--name", "ls", trace, "--default-action", "scmp_act_log")
                        .out())
                .contains("defaultAction: SCMP_ACT_LOG\n");
        assertThat(run("--name", "ls", trace, "--default-action", "SCMP_ACT_ALLOW"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(2))
                .satisfies(answer -> assertThat(answer.err()).contains("cannot be the default of a list of what is"));
        String profile = file("profile.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        assertThat(run("--name", "ls", profile, "--default-action", "SCMP_ACT_LOG"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(2))
                .satisfies(answer -> assertThat(answer.err()).contains("is a profile and has a defaultAction itself"));
    }

    @Test
    void onlyWhatTheBaseDoesNotAllowIsKept() throws IOException {
        String base = file(
                "ls.yaml",
                run("--name", "ls", file("ls.log", LS), "--runtime", "none").out());
        CommandResult answer = run("--name", "ls-l", file("ls-l.log", LS_L), "--base", base, "--runtime", "none");
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).endsWith("""
                        spec:
                          baseProfiles:
                            - ls
                          defaultAction: SCMP_ACT_ERRNO
                          defaultErrnoRet: 38
                          syscalls:
                            - names:
                                - readlink
                                - statx
                              action: SCMP_ACT_ALLOW
                        """);
    }

    @Test
    void aBaseMayBeBuiltOnOthersInItsFile() throws IOException {
        String bases = file("bases.yaml", """
                apiVersion: portcullis.dev/v1
                kind: SeccompProfile
                metadata: {name: start}
                spec:
                  defaultAction: SCMP_ACT_ERRNO
                  syscalls: [{names: [execve], action: SCMP_ACT_ALLOW}]
                ---
                apiVersion: portcullis.dev/v1
                kind: SeccompProfile
                metadata: {name: web}
                spec:
                  baseProfiles: [start]
                  defaultAction: SCMP_ACT_ERRNO
                  syscalls:
                    - {names: [statx], action: SCMP_ACT_ALLOW}
                    - {names: [readlink], action: SCMP_ACT_ALLOW, includes: {caps: [CAP_SYS_ADMIN]}}
                """);
        String trace = file("ls-l.log", LS_L);
        assertThat(run("--name", "x", trace, "--base", bases + "#web", "--runtime", "none")
                        .out())
                .contains("  baseProfiles:\n    - web\n")
                .contains("- names:\n        - openat\n        - readlink\n      action");
        assertThat(run("--name", "x", trace, "--base", bases).err())
                .isEqualTo(bases + ":1: error: there are 2 profiles in it; choose the base: --base " + bases
                        + "#NAME [SeveralProfiles]\n");
        assertThat(run("--name", "x", trace, "--base", bases + "#shop").err())
                .isEqualTo(bases + ": error: has no profile 'shop' [BaseProfileMissing]\n");
    }

    @Test
    void aProfileOfNobodysNameIsABaseUnderTheGivenOne() throws IOException {
        String base = file(
                "plain.json",
                "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [{\"names\": [\"execve\", \"openat\"],"
                        + " \"action\": \"SCMP_ACT_ALLOW\"}]}");
        String trace = file("ls.log", LS);
        CommandResult answer = run("--name", "x", trace, "--base", base + "#plain", "--runtime", "none");
        assertThat(answer.status()).isZero();
        assertThat(answer.out())
                .endsWith(
                        "spec:\n  baseProfiles:\n    - plain\n  defaultAction: SCMP_ACT_ERRNO\n  defaultErrnoRet: 38\n");
        assertThat(answer.err())
                .isEqualTo(trace + ": warning: the bases allow everything already: no rules [NoRules]\n");
        assertThat(run("--name", "x", trace, "--base", base).err()).contains("the profile has no metadata.name");
    }

    @Test
    void aBaseOfABaseMustBeAtHand() throws IOException {
        String base = file("web.yaml", """
                apiVersion: portcullis.dev/v1
                kind: SeccompProfile
                metadata: {name: web}
                spec: {baseProfiles: [start], defaultAction: SCMP_ACT_ERRNO}
                """);
        CommandResult answer = run("--name", "x", file("ls.log", LS), "--base", base);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .startsWith(base + ":1: error: there is no SeccompProfile start (the import -> web -> start);")
                .contains("another --base");
    }

    @Test
    void profilesAreImportedAlone() throws IOException {
        String profile = file("profile.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        CommandResult answer = run("--name", "x", file("ls.log", LS), profile);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).startsWith(profile + ":1: ").contains("portcullis merge");
    }

    @Test
    void membersThatNobodyKnowsAreRefusedOrLeftOut() throws IOException {
        String profile = file("profile.json", "{\"defaultAction\": \"SCMP_ACT_LOG\",\n \"origin\": \"here\"}");
        CommandResult refused = run("--name", "x", profile);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).startsWith(profile + ":2: error: origin: ").contains("--ignore-unknown");
        CommandResult accepted = run("--name", "x", profile, "--ignore-unknown");
        assertThat(accepted.status()).isZero();
        assertThat(accepted.err()).startsWith(profile + ":2: warning: origin: ");
    }

    @Test
    void membersOfABaseThatNobodyKnowsAreRefusedToo() throws IOException {
        String base = file("base.yaml", "defaultAction: SCMP_ACT_LOG\norigin: here\n");
        String trace = file("ls.log", LS);
        CommandResult refused = run("--name", "x", trace, "--base", "base=" + base);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).startsWith(base + ":2: error: origin: ");
        assertThat(run("--name", "x", trace, "--base", "base=" + base, "--ignore-unknown")
                        .status())
                .isZero();
    }

    @Test
    void logsMayBePackedWithGzip() throws IOException {
        Path log = directory.resolve("ls.log.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(log))) {
            gzip.write(LS.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(run("--name", "ls", log.toString()).out())
                .contains("- execve\n")
                .contains("- openat\n");
    }

    @Test
    void theMachineSaysWhat32BitIs() throws IOException {
        String trace = file("arm.log", "[ Process PID=7 runs in 32 bit mode. ]\nsyscall_0xf0005(1) = 0\n");
        assertThat(run("--name", "x", trace, "--arch", "arm64").out())
                .contains("- SCMP_ARCH_ARM\n")
                .contains("- set_tls\n");
        assertThat(run("--name", "x", trace, "--arch", "pdp11").status()).isEqualTo(2);
    }

    @Test
    void oneOfSeveralProfilesIsChosen() throws IOException {
        String two = file("two.txt", """
                // shop/web-1/app
                {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}
                // shop/web-1/proxy
                {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["connect"], "action": "SCMP_ACT_ALLOW"}]}
                """);
        assertThat(run("--name", "x", two))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(1))
                .satisfies(answer -> assertThat(answer.err())
                        .contains("write " + two + "#NAME with one of shop/web-1/app, shop/web-1/proxy"));
        assertThat(run("--name", "x", two + "#shop/web-1/proxy").out())
                .contains("connect")
                .doesNotContain("read");
        assertThat(run("--name", "x", two + "#shop/web-1/prox").err()).contains("did you mean shop/web-1/proxy?");
        String plain = file("plain.yaml", "defaultAction: SCMP_ACT_LOG\n---\ndefaultAction: SCMP_ACT_TRAP\n");
        assertThat(run("--name", "x", plain + "#2").out()).contains("SCMP_ACT_TRAP");
        assertThat(run("--name", "x", plain + "#3").status()).isEqualTo(1);
        assertThat(run("--name", "x", file("ls.log", LS) + "#2").err()).contains("this is a log; #2 can choose");
    }

    @Test
    void theNameIsOneThatKubernetesTakes() throws IOException {
        String trace = file("ls.log", LS);
        for (String name : List.of("Upper", "under_score", "-x", "x.", "", "a".repeat(201))) {
            assertThat(run("--name", name, trace).status()).as(name).isEqualTo(2);
        }
        assertThat(run("--name", "web.v1-2", trace).status()).isZero();
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        String missing = directory.resolve("missing").toString();
        assertThat(run("--name", "x", missing))
                .isEqualTo(new CommandResult(1, "", missing + ": error: no such file or folder [Unreadable]\n"));
        assertThat(run("--name", "x", directory.toString()).err())
                .isEqualTo(directory + ": error: Is a directory [Unreadable]\n");
    }

    @Test
    void theFormatCanBeForced() throws IOException {
        String trace = file("ls.log", "no syscall here\n");
        assertThat(run("--name", "x", trace).err()).contains("--format");
        assertThat(run("--name", "x", trace, "--format", "strace").err())
                .startsWith(
                        trace + ": error: there is no syscall in it (" + trace + ":1: this is not a line of strace");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static CommandResult run(String... args) {
        return CommandResult.of(
                Stream.concat(Stream.of("import"), Arrays.stream(args)).toArray(String[]::new));
    }
}
