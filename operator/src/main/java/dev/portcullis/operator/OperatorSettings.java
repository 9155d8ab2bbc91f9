package dev.portcullis.operator;

import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.comparison.CeilingScope;
import dev.portcullis.operator.gate.GateSettings;
import dev.portcullis.operator.observing.ObservationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The operator's settings.
 *
 * @param namespace where the ConfigMaps, the lease and the agent's DaemonSet are
 * @param agentDaemonSet the DaemonSet's name
 * @param identity this process's name in the lease
 * @param leaderElection whether several operators take turns
 * @param leaseDuration how long to wait for a silent leader
 * @param listenerDirectory the only directory for listener sockets
 * @param enforcement whether pods are held to policies
 * @param policies the limits that no policy can change; {@code namespace} is exempt
 * @param listFiles whether to list the files of all objects for the admission policy that warns of others
 * @param countStalePods whether to count the pods that may run under earlier documents
 * @param reports whether Reports of openreports.io tell of workloads
 * @param gate what it does for new nodes
 * @param nodePools whether node selectors are taken, for which the operator watches Nodes
 * @param observations whether and where ProfileObservations are observed
 * @param ceiling what profiles and policies may allow at most; empty for anything
 * @param namedObjects how many objects metrics show by their names
 * @param threads how many objects of a kind are reconciled at once
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
        boolean countStalePods,
        boolean reports,
        GateSettings gate,
        boolean nodePools,
        ObservationSettings observations,
        Optional<CeilingScope> ceiling,
        int namedObjects,
        int threads) {}
