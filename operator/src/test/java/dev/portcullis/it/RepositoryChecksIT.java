package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The GitHub Action and the hooks for pre-commit, in a repository like the example of one. */
class RepositoryChecksIT {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path EXAMPLE = Repository.ROOT.resolve("examples/profile-repository");
    private static final String PROFILE = "profiles/shop.yaml";

    @TempDir
    private Path directory;

    private Path repository;

    @BeforeEach
    void aRepository() throws IOException {
        repository = directory.resolve("profiles-of-a-company");
        shell(directory, "cp -r '%s' profiles-of-a-company".formatted(EXAMPLE)).expectSuccess();
        commitAll(repository);
    }

    @Test
    void theExamplePassesItsOwnHooks() throws IOException {
        hooks();
        assertThat(shell(repository, "pre-commit run --all-files")
                        .expectSuccess()
                        .output())
                .containsPattern("portcullis validate\\.+Passed")
                .containsPattern("portcullis validate --fail-on-widening\\.+Passed");
    }

    @Test
    void hooksRefuseAMistakeAndAWideningOfWhatIsStaged() throws IOException {
        hooks();
        edit(PROFILE, "- accept4", "- acept4");
        stage();
        assertThat(shell(repository, "pre-commit run").expectFailure().output())
                .containsPattern("portcullis validate\\.+Failed")
                .contains("has acept4 (did you mean accept4?)");
        edit(PROFILE, "- acept4", "- accept4\n        - fsync");
        stage();
        assertThat(shell(repository, "pre-commit run portcullis-widening")
                        .expectFailure()
                        .output())
                .contains("SeccompProfile shop: spec: allows more than before: fsync: failed with ENOSYS, now allowed")
                .contains("[Widened]");
        edit(PROFILE, "- accept4\n        - fsync", "- accept4");
        edit(PROFILE, "        - bind\n", "");
        stage();
        shell(repository, "pre-commit run portcullis-widening").expectSuccess();
    }

    @Test
    void aHookChecksWorkloadsToo() throws IOException {
        Files.writeString(repository.resolve(".pre-commit-config.yaml"), """
                repos:
                  - repo: https://git.example.com/portcullis
                    rev: v0.1.0
                    hooks: [{id: portcullis-check}]
                """);
        hooks();
        Files.writeString(repository.resolve("pod.yaml"), workload("portcullis/shp.json"));
        stage();
        assertThat(shell(repository, "pre-commit run").expectFailure().output())
                .contains("pod.yaml:")
                .contains("portcullis/shp.json")
                .contains("portcullis/shop.json");
        Files.writeString(repository.resolve("pod.yaml"), workload("portcullis/shop.json"));
        stage();
        shell(repository, "pre-commit run").expectSuccess();
    }

    @Test
    void theFirstCommitOfARepositoryHasNothingBeforeIt() throws IOException {
        hooks();
        shell(repository, "rm -rf .git && git init -q && git add .").expectSuccess();
        shell(repository, "pre-commit run --all-files").expectSuccess();
    }

    @Test
    void theActionAcceptsTheExample() throws IOException {
        Shell.Result ran = action(Map.of("files", "profiles policies", "strict", "true", "earlier", "HEAD"))
                .expectSuccess();
        assertThat(ran.output())
                .isEqualTo(
                        "3 profiles, 1 policy in 4 files: 0 errors, 0 warnings, 2 ignored; 2 other files hold none\n");
        assertThat(summary()).contains("### Profiles and policies", "0 errors, 0 warnings");
    }

    @Test
    void theActionAnnotatesWhatAllowsMoreThanTheBaseOfAPullRequest() throws IOException {
        edit(PROFILE, "- accept4", "- accept4\n        - fsync");
        commitAll(repository);
        Map<String, String> inputs =
                Map.of("files", "profiles policies", "earlier", "HEAD^", "sarif", "portcullis.sarif");
        String annotation =
                "file=profiles/shop.yaml,line=6,col=1,title=Widened::SeccompProfile shop: spec: allows more than"
                        + " before:%0A  fsync: failed with ENOSYS, now allowed\n";
        assertThat(action(inputs).expectSuccess().output()).contains("::warning " + annotation);
        JsonNode results = new ObjectMapper()
                .readTree(repository.resolve("portcullis.sarif").toFile())
                .at("/runs/0/results");
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.at("/ruleId").asText()).isEqualTo("Widened");
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                            .asText())
                    .isEqualTo(PROFILE);
        });
        assertThat(summary()).contains("allows more than before");
        Map<String, String> strict = new HashMap<>(inputs);
        strict.put("fail-on-widening", "true");
        assertThat(action(strict).expectFailure().output()).contains("::error " + annotation);
        strict.put("earlier", "0000000000000000000000000000000000000000");
        action(strict).expectSuccess();
        strict.put("earlier", "no-such-branch");
        assertThat(action(strict).expectFailure().output()).contains("the revision no-such-branch is not there");
    }

    @Test
    void theActionFetchesTheBaseOfAShallowClone() throws IOException {
        String base =
                shell(repository, "git rev-parse HEAD").expectSuccess().output().strip();
        edit(PROFILE, "- accept4", "- accept4\n        - fsync");
        commitAll(repository);
        shell(repository, "git config uploadpack.allowAnySHA1InWant true").expectSuccess();
        shell(directory, "git clone -q --depth 1 file://$PWD/profiles-of-a-company shallow")
                .expectSuccess();
        repository = directory.resolve("shallow");
        assertThat(action(Map.of("files", "profiles", "earlier", base))
                        .expectSuccess()
                        .output())
                .contains("title=Widened");
    }

    @Test
    void theActionJudgesWorkloads() throws IOException {
        Files.writeString(repository.resolve("pod.yaml"), workload("portcullis/shp.json"));
        Map<String, String> inputs = Map.of("files", "profiles policies", "workloads", "pod.yaml", "earlier", "none");
        assertThat(action(inputs).expectFailure().output())
                .contains("::error file=pod.yaml")
                .contains("portcullis/shp.json");
        Files.writeString(repository.resolve("pod.yaml"), workload("portcullis/shop.json"));
        action(inputs).expectSuccess();
        assertThat(summary()).contains("### Workloads");
    }

    @Test
    void theActionRunsTheArchiveThatMakePluginMakesAndNoOther() throws IOException {
        shell(
                        directory,
                        "'%s' --program '%s' --output archives"
                                .formatted(
                                        Repository.ROOT.resolve("hack/plugin"),
                                        Repository.ROOT.resolve("operator/target/portcullis")))
                .expectSuccess();
        String archive = shell(directory, "echo $PWD/archives/*.tar.gz")
                .expectSuccess()
                .output()
                .strip();
        String digest = shell(directory, "sha256sum < " + archive)
                .expectSuccess()
                .output()
                .split(" ", 2)[0];
        Map<String, String> inputs =
                new HashMap<>(Map.of("files", "profiles", "earlier", "none", "archive", archive, "sha256", digest));
        action(inputs).expectSuccess();
        String path = Files.readString(directory.resolve("github-path")).strip();
        assertThat(Path.of(path, "portcullis")).as("for later steps").isExecutable();
        inputs.put("sha256", "0".repeat(64));
        assertThat(action(inputs).expectFailure().output())
                .contains("::error title=Portcullis::")
                .contains("SHA-256");
        inputs.put("sha256", "");
        inputs.put("archive", "https://downloads.example.com/portcullis.tar.gz");
        assertThat(action(inputs).expectFailure().output()).contains("the input sha256 is missing");
    }

    /** Runs the steps of action.yml as a runner does, with these inputs over the defaults. */
    private Shell.Ended action(Map<String, String> inputs) throws IOException {
        JsonNode action = YAML.readTree(Repository.ROOT.resolve("action.yml").toFile());
        JsonNode steps = action.at("/runs/steps");
        assertThat(steps).hasSize(1);
        JsonNode step = steps.get(0);
        assertThat(step.at("/shell").asText()).isEqualTo("bash");
        Map<String, String> given = new HashMap<>();
        step.get("env").properties().forEach(variable -> {
            String value = variable.getValue().asText();
            if (value.equals("${{ github.action_path }}")) {
                given.put(variable.getKey(), Repository.ROOT.toString());
            } else {
                String input = value.replaceAll("^\\$\\{\\{ inputs\\.([a-z0-9-]+) }}$", "$1");
                assertThat(action.at("/inputs").has(input)).as(input).isTrue();
                given.put(
                        variable.getKey(),
                        inputs.getOrDefault(
                                input,
                                action.at("/inputs/" + input + "/default").asText()));
            }
        });
        inputs.keySet()
                .forEach(input ->
                        assertThat(action.at("/inputs").has(input)).as(input).isTrue());
        given.put("GITHUB_STEP_SUMMARY", directory.resolve("summary.md").toString());
        given.put("GITHUB_PATH", directory.resolve("github-path").toString());
        given.put("RUNNER_TEMP", directory.toString());
        return shell(given, repository, step.at("/run").asText());
    }

    private String summary() throws IOException {
        return Files.readString(directory.resolve("summary.md"));
    }

    /** Puts the hooks of these sources where the repository's configuration looks for them. */
    private void hooks() throws IOException {
        Path hooks = directory.resolve("hooks");
        shell(
                        directory,
                        "mkdir hooks && cp -r '%1$s/ci' '%1$s/.pre-commit-hooks.yaml' hooks".formatted(Repository.ROOT))
                .expectSuccess();
        commitAll(hooks);
        shell(hooks, "git tag v0.1.0").expectSuccess();
        edit(".pre-commit-config.yaml", "https://git.example.com/portcullis", hooks.toString());
        commitAll(repository);
    }

    private static String workload(String file) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: shop}
                spec:
                  securityContext: {seccompProfile: {type: Localhost, localhostProfile: %s}}
                  containers: [{name: shop, image: none}]
                """.formatted(file);
    }

    private void edit(String file, String before, String after) throws IOException {
        Path path = repository.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(before);
        Files.writeString(path, text.replace(before, after));
    }

    private void stage() {
        shell(repository, "git add .").expectSuccess();
    }

    private void commitAll(Path where) {
        shell(where, "git init -q; git add . && git commit -q --no-verify -m change")
                .expectSuccess();
    }

    private Shell.Ended shell(Path where, String script) {
        return shell(Map.of(), where, script);
    }

    private Shell.Ended shell(Map<String, String> more, Path where, String script) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                "PATH", Objects.requireNonNull(Repository.EXECUTABLE.getParent()) + ":" + System.getenv("PATH"));
        environment.put("PRE_COMMIT_HOME", directory.resolve("pre-commit").toString());
        environment.put("HOME", directory.toString());
        for (String person : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + person + "_NAME", "Somebody");
            environment.put("GIT_" + person + "_EMAIL", "somebody@example.com");
        }
        return Shell.run(environment, "env", "-C", where.toString(), "bash", "-e", "-o", "pipefail", "-c", script);
    }
}
