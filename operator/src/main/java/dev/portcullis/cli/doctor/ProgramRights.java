package dev.portcullis.cli.doctor;

import dev.portcullis.cli.doctor.Examination.Right;
import java.util.ArrayList;
import java.util.List;

/**
 * The rights without which operator and agents stand still: a part of {@code config/rbac}, one of each rule there that is
 * needed from the beginning.
 *
 * @param namespace where operator and agents run
 * @param operator the operator's service account
 * @param agent the agents'
 */
record ProgramRights(String namespace, String operator, String agent) {

    static final String OPERATOR = "portcullis-operator";
    static final String AGENT = "portcullis-agent";

    private static final String OURS = "portcullis.dev";

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

    private List<Question> questions() {
        return List.of(
                new Question(operator, "list", OURS, "seccompprofiles", "", ""),
                new Question(operator, "patch", OURS, "seccompprofiles/status", "", ""),
                new Question(operator, "list", OURS, "nodesyncs", "", ""),
                new Question(operator, "list", "", "pods", namespace, ""),
                new Question(operator, "list", "", "pods", "", ""),
                new Question(operator, "create", "", "configmaps", namespace, ""),
                new Question(operator, "update", "coordination.k8s.io", "leases", namespace, OPERATOR),
                new Question(agent, "list", "", "configmaps", namespace, ""),
                new Question(agent, "create", OURS, "nodesyncs", "", ""),
                new Question(agent, "patch", OURS, "nodesyncs/status", "", ""));
    }
}
