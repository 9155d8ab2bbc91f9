package dev.portcullis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of packages in CONTRIBUTING.md: one noun a room, rooms inside rooms by their dotted name, dependencies only downwards. */
class ArchitectureTest {

    private static final JavaClasses CODE =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.portcullis");

    /** A line of the table: a package, what lives there, and which packages it may use. */
    private static final Pattern ROOM = Pattern.compile("\\| `([\\w.]+)` \\| [^|]+ \\| ([^|]+) \\|");

    @Test
    void dependenciesGoOneWay() throws IOException {
        Map<String, String[]> rooms = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("../CONTRIBUTING.md"))) {
            Matcher room = ROOM.matcher(line);
            if (room.matches()) {
                String[] below = Pattern.compile("`([\\w.]+)`")
                        .matcher(room.group(2))
                        .results()
                        .map(one -> one.group(1))
                        .toArray(String[]::new);
                assertThat(Collections.disjoint(rooms.keySet(), List.of(below)))
                        .as("%s stands above what it may use", room.group(1))
                        .isTrue();
                rooms.put(room.group(1), below);
            }
        }
        Architectures.LayeredArchitecture architecture =
                Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String room : rooms.keySet()) {
            architecture = architecture
                    .layer(room)
                    .definedBy(room.equals("portcullis") ? "dev.portcullis" : "dev.portcullis." + room);
        }
        for (Map.Entry<String, String[]> room : rooms.entrySet()) {
            architecture = room.getValue().length == 0
                    ? architecture.whereLayer(room.getKey()).mayNotAccessAnyLayer()
                    : architecture.whereLayer(room.getKey()).mayOnlyAccessLayers(room.getValue());
        }
        architecture.ensureAllClassesAreContainedInArchitecture().check(CODE);
    }

    @Test
    void thePureDomainKnowsNoClient() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.portcullis.seccomp..",
                        "dev.portcullis.capability..",
                        "dev.portcullis.comparison..",
                        "dev.portcullis.policy..",
                        "dev.portcullis.admission..",
                        "dev.portcullis.wording..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "java.net..")
                .check(CODE);
    }

    @Test
    void theAgentIsBuiltOnTheClientAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.portcullis.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.javaoperatorsdk..")
                .check(CODE);
    }

    @Test
    void nothingIsCalledUtilsManagerOrHelper() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotStartingWith("Abstract")
                .check(CODE);
    }

    @Test
    void noTwoTypesHaveOneSimpleName() {
        assertThat(CODE.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info")))
                .doesNotHaveDuplicates();
    }

    @Test
    void thereIsNoStaticMutableState() {
        fields().that().areStatic().should().beFinal().check(CODE);
    }
}
