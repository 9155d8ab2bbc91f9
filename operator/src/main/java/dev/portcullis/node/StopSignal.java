package dev.portcullis.node;

/** Ends the process with 0 after SIGTERM or SIGINT, once the work at hand is done; the JVM itself would end with 143. */
public final class StopSignal {

    private final Runnable stop;
    private volatile boolean ended;

    private StopSignal(Runnable stop) {
        this.stop = stop;
    }

    /** Calls {@code stop}, which returns when the work is done, as soon as the process is told to end. */
    public static StopSignal register(Runnable stop) {
        StopSignal signal = new StopSignal(stop);
        Runtime.getRuntime().addShutdownHook(new Thread(signal::run, "shutdown"));
        return signal;
    }

    /** Notes that the process ends by itself, with an exit code of its own. */
    public void ended() {
        ended = true;
    }

    private void run() {
        if (!ended) {
            stop.run();
            Runtime.getRuntime().halt(0);
        }
    }
}
