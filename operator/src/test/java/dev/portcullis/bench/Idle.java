package dev.portcullis.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What happens while nothing changes.
 *
 * @param own what the control plane does by itself, by row
 */
record Idle(Map<String, Samples> own) implements Measurement {

    private static final Duration TIME = Duration.ofSeconds(60);

    @Override
    public void run(Contender contender, Report report) throws InterruptedException {
        double controller = contender.controllerSeconds();
        double agent = contender.agentSeconds();
        ApiServerUse use = during(contender.api(), TIME);
        double share = 100.0 / TIME.toSeconds();
        report.add(
                contender.name(),
                Map.of(
                        "idle.requests",
                        perSecond(use.requests()),
                        "idle.needless",
                        Samples.of(Math.max(
                                0,
                                use.needless() / TIME.toSeconds()
                                        - Objects.requireNonNull(own.get("idle.needless"))
                                                .median())),
                        "idle.controller",
                        Samples.of((contender.controllerSeconds() - controller) * share),
                        "idle.agent",
                        Samples.of((contender.agentSeconds() - agent) * share),
                        "idle.api",
                        Samples.of(use.cpuSeconds() * share)));
    }

    /** Measures what the control plane does by itself: for as long, because some of it comes every half minute. */
    static Idle compared(ApiClient api) throws InterruptedException {
        ApiServerUse use = during(api, TIME);
        return new Idle(Map.of(
                "idle.requests",
                perSecond(use.requests()),
                "idle.needless",
                perSecond(use.needless()),
                "idle.api",
                Samples.of(use.cpuSeconds() * 100 / TIME.toSeconds())));
    }

    private static ApiServerUse during(ApiClient api, Duration time) throws InterruptedException {
        ApiServerUse before = ApiServerUse.whenQuiet(api);
        // The time that is measured, not one that is waited.
        Thread.sleep(time);
        return ApiServerUse.now(api).since(before);
    }

    private static Samples perSecond(double count) {
        return Samples.of(count / TIME.toSeconds());
    }
}
