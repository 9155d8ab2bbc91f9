package dev.portcullis.cli.doctor;

import dev.portcullis.cli.doctor.Examination.Right;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rights without which operator and agents stand still: a part of {@code config/rbac}, one of each rule there that is
 * needed from the beginning, and of the roles of what is switched on.
 *
 * @param namespace where operator and agents run
 * @param operator the operator's service account
 * @param agent the agents'
 * @param settings the operator's environment
 */
record ProgramRights(String namespace, String operator, String agent, Map<String, String> settings) {

    static final String OPERATOR = "portcullis-operator";
    static final String AGENT = "portcullis-agent";

    private static final String OURS = "portcullis.dev";
    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final String REPORTS = "openreports.io";

    /**
     * A right to ask about (authorization.k8s.io/v1, SubjectAccessReview).
     *
     * @param account the service account
     * @param verb the verb
     * @param group the API group; empty for the core group
     * @param resource the plural, with {@code /status} for that part
     * @param namespace the namespace; empty for all, or for kinds without
     * @param name of the object; empty for any
     */
    record Question(String account, String verb, String group, String resource, String namespace, String name) {

        String words() {
            return verb + " " + resource + (namespace.isEmpty() ? "" : " in the namespace " + namespace);
        }
    }

    /** Answers a question with yes or no. */
    interface Authorizer {
        boolean allows(Question question);
    }

    /** Those that are missing. */
    List<Right> missing(Authorizer authorizer) {
        List<Right> missing = new ArrayList<>();
        for (Question question : questions()) {
            if (!authorizer.allows(question)) {
                missing.add(new Right(question.words(), question.account()));
            }
        }
        return missing;
    }

    /** In order, each once: two switches may need the same. */
    private Set<Question> questions() {
        Set<Question> questions = new LinkedHashSet<>(List.of(
                ofOperator("list", OURS, "seccompprofiles"),
                ofOperator("patch", OURS, "seccompprofiles/status"),
                ofOperator("list", OURS, "nodesyncs"),
                new Question(operator, "list", "", "pods", namespace, ""),
                ofOperator("list", "", "pods"),
                new Question(operator, "create", "", "configmaps", namespace, ""),
                new Question(operator, "update", "coordination.k8s.io", "leases", namespace, OPERATOR),
                new Question(agent, "list", "", "configmaps", namespace, ""),
                new Question(agent, "create", OURS, "nodesyncs", "", ""),
                new Question(agent, "patch", OURS, "nodesyncs/status", "", "")));
        if (on("ENFORCEMENT", true)) {
            questions.add(ofOperator("list", ADMISSION, "validatingadmissionpolicies"));
            questions.add(ofOperator("create", ADMISSION, "validatingadmissionpolicies"));
        }
        if (on("OBSERVATIONS", false)) {
            questions.add(ofOperator("list", OURS, "profileobservations"));
            questions.add(ofOperator("patch", OURS, "profileobservations/status"));
            questions.add(ofOperator("list", OURS, "nodeobservations"));
        }
        if (on("NODE_POOLS", false)) {
            questions.add(ofOperator("list", "", "nodes"));
            questions.add(ofOperator("patch", OURS, "nodesyncs"));
            questions.add(new Question(agent, "watch", OURS, "nodesyncs", "", ""));
        }
        if (on("NODE_GATE_TAINT", false)) {
            questions.add(ofOperator("list", "", "nodes"));
            questions.add(ofOperator("patch", "", "nodes"));
        }
        if (on("NODE_GATE_CONDITION", false)) {
            questions.add(ofOperator("list", "", "nodes"));
            questions.add(ofOperator("patch", "", "nodes/status"));
        }
        if (on("REPORTS", false)) {
            questions.add(ofOperator("list", "apps", "deployments"));
            questions.add(ofOperator("list", REPORTS, "reports"));
            questions.add(ofOperator("create", REPORTS, "reports"));
            questions.add(new Question(operator, "patch", REPORTS, "reports", "", "portcullis"));
        }
        return questions;
    }

    private Question ofOperator(String verb, String group, String resource) {
        return new Question(operator, verb, group, resource, "", "");
    }

    private boolean on(String setting, boolean usually) {
        return Boolean.parseBoolean(settings.getOrDefault(setting, String.valueOf(usually)));
    }
}
