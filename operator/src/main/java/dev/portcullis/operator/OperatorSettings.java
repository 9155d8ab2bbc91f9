package dev.portcullis.operator;

import dev.portcullis.admission.EnforcementSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The operator's settings.
 *
 * @param namespace where the ConfigMaps, the lease and the agent's DaemonSet are
 * @param agentDaemonSet the DaemonSet's name
 * @param identity this process, in the lease
 * @param leaderElection whether several operators take turns
 * @param leaseDuration how long a leader that went silent is waited for
 * @param listenerDirectory the only directory for listener sockets
 * @param enforcement whether pods are held to policies
 * @param policies what no policy can change; {@code namespace} is exempt
 * @param listFiles whether the files of all objects are listed for the admission policy that warns of others
 * @param threads how many objects of a kind are reconciled at the same time
 */
record OperatorSettings(
        String namespace,
        String agentDaemonSet,
        String identity,
        boolean leaderElection,
        Duration leaseDuration,
        Path listenerDirectory,
        boolean enforcement,
        EnforcementSettings policies,
        boolean listFiles,
        int threads) {}
