package dev.portcullis.cli.doctor;

/**
 * What one look at an installation showed.
 *
 * @param level how bad it is
 * @param code one CamelCase word
 * @param statement what was seen
 * @param advice what to do; empty where there is nothing to do
 */
record Symptom(Level level, String code, String statement, String advice) {

    /** How bad it is. */
    enum Level {
        OK("ok"),
        /** Something could not be looked at, or is worth to know. */
        NOTE("note"),
        /** Something is not as it should be, and works. */
        WARNING("warning"),
        /** Something does not work. */
        ERROR("error");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Symptom ok(String code, String statement) {
        return new Symptom(Level.OK, code, statement, "");
    }

    static Symptom note(String code, String statement, String advice) {
        return new Symptom(Level.NOTE, code, statement, advice);
    }

    static Symptom warning(String code, String statement, String advice) {
        return new Symptom(Level.WARNING, code, statement, advice);
    }

    static Symptom error(String code, String statement, String advice) {
        return new Symptom(Level.ERROR, code, statement, advice);
    }

    /** Returns whether something is wrong. */
    boolean isWrong() {
        return level == Level.WARNING || level == Level.ERROR;
    }
}
