package dev.portcullis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** The package table of the design: one noun a room, dependencies only downwards. */
class ArchitectureTest {

    private static final JavaClasses CODE = new ClassFileImporter(
                    java.util.List.of(new ImportOption.DoNotIncludeTests()))
            .importPackages("dev.portcullis");

    @Test
    void dependenciesGoOneWay() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("main")
                .definedBy("dev.portcullis")
                .layer("operator")
                .definedBy("dev.portcullis.operator")
                .layer("agent")
                .definedBy("dev.portcullis.agent")
                .layer("cli")
                .definedBy("dev.portcullis.cli")
                .layer("source")
                .definedBy("dev.portcullis.source")
                .layer("manifest")
                .definedBy("dev.portcullis.manifest")
                .layer("seccomp")
                .definedBy("dev.portcullis.seccomp")
                .layer("comparison")
                .definedBy("dev.portcullis.comparison")
                .layer("capability")
                .definedBy("dev.portcullis.capability")
                .layer("admission")
                .definedBy("dev.portcullis.admission")
                .layer("policy")
                .definedBy("dev.portcullis.policy")
                .layer("rendition")
                .definedBy("dev.portcullis.rendition")
                .layer("usage")
                .definedBy("dev.portcullis.usage")
                .layer("purge")
                .definedBy("dev.portcullis.purge")
                .layer("telemetry")
                .definedBy("dev.portcullis.telemetry")
                .layer("api")
                .definedBy("dev.portcullis.api")
                .whereLayer("main")
                .mayOnlyAccessLayers("operator", "agent", "purge", "cli", "telemetry")
                .whereLayer("operator")
                .mayOnlyAccessLayers(
                        "api", "seccomp", "capability", "policy", "admission", "rendition", "usage", "telemetry")
                .whereLayer("purge")
                .mayOnlyAccessLayers("api", "rendition", "usage", "telemetry")
                .whereLayer("usage")
                .mayOnlyAccessLayers("rendition")
                .whereLayer("agent")
                .mayOnlyAccessLayers("api", "rendition", "telemetry")
                .whereLayer("cli")
                .mayOnlyAccessLayers(
                        "api",
                        "seccomp",
                        "comparison",
                        "capability",
                        "policy",
                        "admission",
                        "manifest",
                        "source",
                        "rendition",
                        "telemetry")
                .whereLayer("manifest")
                .mayOnlyAccessLayers("api", "seccomp", "capability")
                .whereLayer("source")
                .mayOnlyAccessLayers("api", "seccomp", "capability")
                .whereLayer("seccomp")
                .mayOnlyAccessLayers("api", "capability")
                .whereLayer("comparison")
                .mayOnlyAccessLayers("seccomp")
                .whereLayer("policy")
                .mayOnlyAccessLayers("api", "seccomp", "capability")
                .whereLayer("admission")
                .mayOnlyAccessLayers("api", "capability", "rendition")
                .whereLayer("capability")
                .mayOnlyAccessLayers("api")
                .whereLayer("rendition")
                .mayOnlyAccessLayers("api")
                .whereLayer("telemetry")
                .mayNotAccessAnyLayer()
                .whereLayer("api")
                .mayNotAccessAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .check(CODE);
    }

    @Test
    void thePureDomainKnowsNoClient() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.portcullis.seccomp",
                        "dev.portcullis.comparison",
                        "dev.portcullis.policy",
                        "dev.portcullis.admission")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "java.net..")
                .check(CODE);
    }

    @Test
    void theAgentIsBuiltOnTheClientAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.portcullis.agent")
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
    void thereIsNoStaticMutableState() {
        fields().that().areStatic().should().beFinal().check(CODE);
    }
}
