package dev.portcullis.cli.check;

import dev.portcullis.admission.PodTemplate;
import dev.portcullis.manifest.KubernetesObject;

/**
 * An object that is a pod or makes pods.
 *
 * @param object as it stands in its file
 * @param pods its pods
 */
record Workload(KubernetesObject object, PodTemplate pods) {}
