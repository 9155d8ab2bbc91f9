package dev.portcullis.operator.reports;

/**
 * One result: a workload beside a profile that its pods name, or a policy that governs them.
 *
 * @param workload the workload
 * @param policy the object, as {@code KIND/NAME}
 * @param rule what is asked
 * @param verdict the answer
 * @param message the answer for a person
 */
record WorkloadResult(ReportedWorkload workload, String policy, Rule rule, Verdict verdict, String message) {

    /** What is asked of a workload. */
    enum Rule {
        /** Whether its pods run under the file that they name, as the file is now. */
        RUNS_UNDER_FILE("RunsUnderFile", "Seccomp profiles"),
        /** Whether pods that are made of its template keep to the policy. */
        KEEPS_TO_POLICY("KeepsToPolicy", "Capability policies");

        private final String word;
        private final String category;

        Rule(String word, String category) {
            this.word = word;
            this.category = category;
        }

        String word() {
            return word;
        }

        String category() {
            return category;
        }
    }

    /** The answers, the worst first; their words are those of openreports.io ({@code report_types.go}, Result). */
    enum Verdict {
        /** Something does not run, or is refused. */
        FAIL("fail"),
        /** Something runs that should be changed. */
        WARN("warn"),
        /** Nothing runs that could be judged. */
        SKIP("skip"),
        /** All is as it should be. */
        PASS("pass");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
