package dev.portcullis.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leader election by a Lease. */
final class Leadership {

    /** The Lease's name; RBAC names it too. */
    static final String LEASE = "portcullis-operator";

    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Runnable lost;
    private volatile boolean leader;
    private volatile boolean givingUp;
    private volatile boolean held;

    /**
     * Leadership of one process.
     *
     * @param lost what to do when the lease is lost, so that two processes never reconcile at once
     */
    Leadership(KubernetesClient client, OperatorSettings settings, Runnable lost) {
        this.client = client;
        this.settings = settings;
        this.lost = lost;
    }

    boolean isLeader() {
        return leader || !settings.leaderElection();
    }

    LeaderElectionConfiguration configuration() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(settings.namespace())
                .withIdentity(settings.identity())
                .withLeaseDuration(settings.leaseDuration())
                .withRenewDeadline(settings.leaseDuration().multipliedBy(2).dividedBy(3))
                .withRetryPeriod(settings.leaseDuration().dividedBy(7))
                // JOSDK would call System.exit, which never returns during shutdown.
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(new LeaderCallbacks(this::won, this::stopped, name -> {}))
                .build();
    }

    /** Call before a planned stop: losing the lease is then expected. */
    void giveUp() {
        held = leader;
        givingUp = true;
    }

    /** Empties the lease, so that the next leader need not wait for it to expire. */
    void release() {
        if (!held) {
            return;
        }
        String patch = """
                [{"op": "test", "path": "/spec/holderIdentity", "value": "%s"},
                 {"op": "replace", "path": "/spec/holderIdentity", "value": ""},
                 {"op": "replace", "path": "/spec/leaseDurationSeconds", "value": 1}]""".formatted(settings.identity());
        try {
            client.leases()
                    .inNamespace(settings.namespace())
                    .withName(LEASE)
                    .patch(PatchContext.of(PatchType.JSON), patch);
            log.info("lease released");
        } catch (KubernetesClientException e) {
            log.warn("the lease was not released and will run out: {}", e.getMessage());
        }
    }

    private void won() {
        leader = true;
        log.atInfo().addKeyValue("identity", settings.identity()).log("this process leads");
    }

    private void stopped() {
        leader = false;
        if (!givingUp) {
            log.error("the lease was lost; the process ends so that only one operator reconciles");
            lost.run();
        }
    }
}
