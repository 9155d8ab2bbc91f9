package dev.portcullis.admission;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The objects that make the API server fill in a block's file in pods and containers that say nothing of seccomp, or
 * RuntimeDefault. Whatever names another profile, or Unconfined, stays; so do pods of the class system-node-critical.
 *
 * @param block the block's name
 * @param exemptNamespaces the namespaces whose pods are left alone, beside {@value #SYSTEM}
 */
public record BlockFilling(String block, Set<String> exemptNamespaces) {

    /** What a cluster needs to mend itself is there, so it is always left alone. */
    public static final String SYSTEM = "kube-system";

    /** Tells what a pod said of seccomp before it was filled in: {@code none}, or the observed profile's file. */
    public static final String ANNOTATION = "portcullis.dev/seccomp-before";

    private static final String NOTHING = "none";
    private static final String ANNOTATED = "object.metadata.?annotations[?" + CelText.string(ANNOTATION) + "]";

    /** True if the pod has the annotation. */
    static final String MARKED = ANNOTATED + ".hasValue()";

    /** True if a block was filled in where the pod said nothing. */
    static final String WAS_SILENT = ANNOTATED + ".orValue('') == " + CelText.string(NOTHING);

    /** The annotation's place in a pod. */
    static final String MARK = "/metadata/annotations/" + ANNOTATION.replace("/", "~1");

    /** True if SETTING, an optional seccompProfile, names a block's file. */
    static final String IS_OURS = "SETTING.?localhostProfile.orValue('').startsWith("
            + CelText.string(Rendition.DIRECTORY + "/" + FilePath.BLOCKS + "/") + ")";

    private static final String RUNTIME_DEFAULT =
            ".?securityContext.?seccompProfile.?type.orValue(SILENT) ==" + " 'RuntimeDefault'";

    /** True if the pod says RuntimeDefault or nothing. */
    private static final String POD_OPEN = "object.spec" + RUNTIME_DEFAULT.replace("SILENT", "'RuntimeDefault'");

    private static final String POD_SILENT = "!object.spec.?securityContext.?seccompProfile.hasValue()";

    /** The kubelet starts a static pod as its file says, whatever the pod that it shows says. */
    static final String NOT_STATIC = "!('kubernetes.io/config.mirror' in object.metadata.?annotations.orValue({}))";

    /** What a new node needs before the agent can run there, its network for one, must not wait for the agent's file. */
    static final String NOT_NODE_CRITICAL = "object.spec.?priorityClassName.orValue('') != 'system-node-critical'";

    /** The condition under which a request needs the patch, without variables. */
    private static final String OPEN =
            """
            request.operation != 'CREATE' || POD_OPEN ||
            object.spec.containers.exists(c, c.OWN) ||
            object.spec.?initContainers.orValue([]).exists(c, c.OWN)""".replace("POD_OPEN", POD_OPEN).replace("c.OWN", "c" + RUNTIME_DEFAULT.replace("SILENT", "''"));

    /** A silent container that is added to a running pod needs a profile of its own, because its pod stays as it is. */
    private static final String OPEN_CONTAINERS = "variables.containers.filter(c, c.is"
            + RUNTIME_DEFAULT.replace(
                    "SILENT", "request.operation != 'CREATE' && variables.podOpen ? 'RuntimeDefault' : ''")
            + ")";

    private static final String PATCH =
            """
            (request.operation == 'CREATE' && !has(object.spec.securityContext) && variables.podOpen ?
            [JSONPatch{op: 'add', path: '/spec/securityContext', value: {}}] : []) +
            (request.operation == 'CREATE' && variables.podOpen ?
            [JSONPatch{op: 'add', path: '/spec/securityContext/seccompProfile', value: PROFILE}] : []) +
            (request.operation == 'CREATE' && variables.podSilent && !has(object.metadata.annotations) ?
            [JSONPatch{op: 'add', path: '/metadata/annotations', value: {}}] : []) +
            (request.operation == 'CREATE' && variables.podSilent ?
            [JSONPatch{op: 'add', path: MARK, value: NOTHING}] : []) +
            variables.open.filter(c, !has(c.is.securityContext))
            .map(c, JSONPatch{op: 'add', path: c.at + '/securityContext', value: {}}) +
            variables.open.map(c, JSONPatch{op: 'add', path: c.at + '/securityContext/seccompProfile', value: PROFILE})""".replace("MARK", CelText.string(MARK)).replace("NOTHING", CelText.string(NOTHING));

    /** Adds what is always exempt. */
    public BlockFilling {
        exemptNamespaces = exempt(exemptNamespaces);
    }

    /** These namespaces and the one that is always exempt. */
    public static Set<String> exempt(Set<String> namespaces) {
        Set<String> all = new TreeSet<>(namespaces);
        all.add(SYSTEM);
        return Set.copyOf(all);
    }

    /** The policy and its binding, in the order in which they are applied. */
    public List<GenericKubernetesResource> objects() {
        return List.of(policy(), MutatingObjects.binding(name(), namespaces(), new LabelSelector()));
    }

    /** A pod that cannot be filled in starts as it is, and is told of as exposed: a block refuses nothing. */
    private GenericKubernetesResource policy() {
        return MutatingObjects.policy(
                name(),
                "Ignore",
                List.of(
                        MutatingObjects.condition("not-windows", MutatingObjects.NOT_WINDOWS),
                        MutatingObjects.condition("not-static", NOT_STATIC),
                        MutatingObjects.condition("not-node-critical", NOT_NODE_CRITICAL),
                        MutatingObjects.condition("open", OPEN)),
                List.of(
                        variable("containers", FillExpression.CONTAINERS),
                        variable("podOpen", POD_OPEN),
                        variable("podSilent", POD_SILENT),
                        variable("open", OPEN_CONTAINERS)),
                PATCH.replace("PROFILE", FillExpression.literal(SeccompSetting.localhost(file()))));
    }

    private String name() {
        return block + ".syscallblock.portcullis.dev";
    }

    private String file() {
        return Rendition.localhostProfile(Kind.SYSCALL_BLOCK, block);
    }

    private LabelSelector namespaces() {
        return Governance.without(exemptNamespaces, new LabelSelector());
    }

    private static Variable variable(String name, String expression) {
        return CelRule.variable(name, expression);
    }
}
