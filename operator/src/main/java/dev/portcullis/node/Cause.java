package dev.portcullis.node;

/** Says in one line why something failed, down to the first cause, which fabric8 leaves out of its messages. */
public final class Cause {

    private Cause() {}

    /** The line for this failure and its causes. */
    public static String of(Throwable failure) {
        StringBuilder line = new StringBuilder(describe(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String more = describe(cause);
            if (line.indexOf(more) < 0) {
                line.append(": ").append(more);
            }
        }
        return line.toString();
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
