{{/* One manifest with the values laid over it. Takes a dict of root (the chart's scope) and text (the manifest). */}}
{{- define "portcullis.manifest" -}}
{{- $text := .text
      | replace "portcullis-system" .root.Release.Namespace
      | replace "/var/lib/kubelet/seccomp" .root.Values.agent.seccompRoot }}
{{- $object := fromYaml $text }}
{{- if eq $object.kind "NetworkPolicy" }}
{{- $_ := set $object.spec "ingress" (include "portcullis.ingress" .root.Values.networkPolicy | fromYamlArray) }}
{{- end }}
{{- if eq $object.kind "ServiceMonitor" }}
{{- include "portcullis.monitor" (dict "object" $object "endpoint" (first $object.spec.endpoints) "values" .root.Values.monitoring.serviceMonitor) }}
{{- end }}
{{- if eq $object.kind "PodMonitor" }}
{{- include "portcullis.monitor" (dict "object" $object "endpoint" (first $object.spec.podMetricsEndpoints) "values" .root.Values.monitoring.podMonitor) }}
{{- end }}
{{- if eq $object.kind "PrometheusRule" }}
{{- include "portcullis.rule" (dict "object" $object "values" .root.Values.monitoring.prometheusRule) }}
{{- end }}
{{- if eq $object.metadata.name "portcullis-dashboard" }}
{{- include "portcullis.labels" (dict "object" $object "labels" .root.Values.monitoring.dashboard.labels) }}
{{- with .root.Values.monitoring.dashboard.annotations }}
{{- $_ := set $object.metadata "annotations" . }}
{{- end }}
{{- end }}
{{- $component := get $object.metadata.labels "app.kubernetes.io/component" }}
{{- if eq $object.kind "ServiceAccount" }}
{{- with (get .root.Values $component | default dict).serviceAccount }}
{{- with .annotations }}
{{- $_ := set $object.metadata "annotations" . }}
{{- end }}
{{- end }}
{{- end }}
{{- if has $object.kind (list "Deployment" "DaemonSet" "Job") }}
{{- /* What is neither operator, agent nor observer runs where and as the operator's pods do. */ -}}
{{- $values := get .root.Values $component
      | default (omit .root.Values.operator "replicas" "extraArgs" "updateStrategy" "revisionHistoryLimit" "topologySpreadConstraints") }}
{{- include "portcullis.workload" (dict "root" .root "object" $object "values" $values) }}
{{- end }}
{{- /* Last, so that labels of one object win. */ -}}
{{- include "portcullis.labels" (dict "object" $object "labels" .root.Values.commonLabels) }}
{{- with .root.Values.nameOverride }}
{{- include "portcullis.rename" (dict "object" $object "name" .) }}
{{- end }}
{{- toYaml $object }}
{{- end }}

{{/*
Gives an object of the namespace, and whatever it refers to there, another name, in place. Takes a dict of object and name.
ConfigMaps keep theirs: the operator's code has it, as it has the Lease's.
*/}}
{{- define "portcullis.rename" -}}
{{- $object := .object }}
{{- $name := .name }}
{{- $named := list }}
{{- if and $object.metadata.namespace (ne $object.kind "ConfigMap") }}
{{- $named = append $named $object.metadata }}
{{- end }}
{{- range $object.subjects }}
{{- $named = append $named . }}
{{- end }}
{{- with $object.roleRef }}
{{- if eq .kind "Role" }}
{{- $named = append $named . }}
{{- end }}
{{- end }}
{{- if eq $object.kind "FlowSchema" }}
{{- range $object.spec.rules }}
{{- range .subjects }}
{{- $named = append $named .serviceAccount }}
{{- end }}
{{- end }}
{{- end }}
{{- range $named }}
{{- $_ := set . "name" (regexReplaceAll "^portcullis" .name $name) }}
{{- end }}
{{- if eq $object.kind "Role" }}
{{- range $object.rules }}
{{- if has "daemonsets" .resources }}
{{- $_ := set . "resourceNames" (list (print $name "-agent")) }}
{{- end }}
{{- end }}
{{- end }}
{{- if has $object.kind (list "Deployment" "DaemonSet" "Job") }}
{{- $pod := $object.spec.template.spec }}
{{- $_ := set $pod "serviceAccountName" (regexReplaceAll "^portcullis" $pod.serviceAccountName $name) }}
{{- end }}
{{- end }}

{{/* Lays values over a ServiceMonitor or PodMonitor, in place. Takes a dict of object, endpoint and values. */}}
{{- define "portcullis.monitor" -}}
{{- $endpoint := .endpoint }}
{{- $values := .values }}
{{- range $key := list "interval" "scrapeTimeout" }}
{{- with get $values $key }}
{{- $_ := set $endpoint $key . }}
{{- end }}
{{- end }}
{{- /* After the manifest's own, which alerts and dashboard build on. */ -}}
{{- range $key := list "relabelings" "metricRelabelings" }}
{{- with get $values $key }}
{{- $_ := set $endpoint $key (concat (get $endpoint $key | default list) .) }}
{{- end }}
{{- end }}
{{- include "portcullis.labels" (dict "object" .object "labels" $values.labels) }}
{{- end }}

{{/* Lays values over a PrometheusRule, in place. Takes a dict of object and values. */}}
{{- define "portcullis.rule" -}}
{{- include "portcullis.labels" (dict "object" .object "labels" .values.labels) }}
{{- with .values.runbookUrl }}
{{- $url := . }}
{{- range $.object.spec.groups }}
{{- range .rules }}
{{- $_ := set .annotations "runbook_url" (replace "NAME" .alert $url) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Adds labels to those of an object, in place; the object's win. Takes a dict of object and labels. */}}
{{- define "portcullis.labels" -}}
{{- $_ := set .object.metadata "labels" (merge .object.metadata.labels (deepCopy (.labels | default dict))) }}
{{- end }}

{{/* Refuses values that the schema cannot. */}}
{{- define "portcullis.check" -}}
{{- if and .Values.monitoring.serviceMonitor.enabled .Values.monitoring.podMonitor.enabled }}
{{- fail "monitoring.serviceMonitor and monitoring.podMonitor are both enabled: Prometheus would read every sample twice. Enable one." }}
{{- end }}
{{- end }}

{{/* Changes a Deployment or DaemonSet in place. Takes a dict of root, object and values (those of its component). */}}
{{- define "portcullis.workload" -}}
{{- $template := .object.spec.template }}
{{- $pod := $template.spec }}
{{- $container := first $pod.containers }}
{{- if not (kindIs "invalid" .values.replicas) }}
{{- $_ := set .object.spec "replicas" .values.replicas }}
{{- end }}
{{- range $labels := list .values.podLabels .root.Values.commonLabels }}
{{- $_ := set $template.metadata "labels" (merge $template.metadata.labels (deepCopy ($labels | default dict))) }}
{{- end }}
{{- with .values.updateStrategy }}
{{- $_ := set $.object.spec (ternary "strategy" "updateStrategy" (eq $.object.kind "Deployment")) . }}
{{- end }}
{{- if not (kindIs "invalid" .values.revisionHistoryLimit) }}
{{- $_ := set .object.spec "revisionHistoryLimit" .values.revisionHistoryLimit }}
{{- end }}
{{- with .values.podAnnotations }}
{{- $_ := set $template.metadata "annotations" . }}
{{- end }}
{{- with .root.Values.imagePullSecrets }}
{{- $_ := set $pod "imagePullSecrets" . }}
{{- end }}
{{- with .values.priorityClassName }}
{{- $_ := set $pod "priorityClassName" . }}
{{- end }}
{{- range $key := list "tolerations" "topologySpreadConstraints" }}
{{- $list := get $.values $key }}
{{- if kindIs "slice" $list }}
{{- $_ := set $pod $key $list }}
{{- end }}
{{- end }}
{{- with .values.seLinuxOptions | default (include "portcullis.seLinuxOptions" . | fromYaml) }}
{{- $_ := set $pod.securityContext "seLinuxOptions" . }}
{{- end }}
{{- range $key := list "nodeSelector" "affinity" }}
{{- with get $.values $key }}
{{- $_ := set $pod $key (mergeOverwrite (get $pod $key | default dict) .) }}
{{- end }}
{{- end }}
{{- with .values.resources }}
{{- $_ := mergeOverwrite $container.resources . }}
{{- end }}
{{- $_ := set $container "image" (include "portcullis.image" .root) }}
{{- with .root.Values.image.pullPolicy }}
{{- $_ := set $container "imagePullPolicy" . }}
{{- end }}
{{- with .values.extraArgs }}
{{- $_ := set $container "args" (concat $container.args .) }}
{{- end }}
{{- $env := .values.env }}
{{- if eq .object.metadata.name "portcullis-operator" }}
{{- range $name, $value := include "portcullis.settings" .root.Values | fromYaml }}
{{- $env = prepend $env (dict "name" $name "value" $value) }}
{{- end }}
{{- end }}
{{- with .values.logFormat }}
{{- $env = prepend $env (dict "name" "LOG_FORMAT" "value" .) }}
{{- end }}
{{- with .values.logLevel }}
{{- $env = prepend $env (dict "name" "LOG_LEVEL" "value" .) }}
{{- end }}
{{- range $variable := $env }}
{{- $kept := list }}
{{- range $container.env }}
{{- if ne .name $variable.name }}
{{- $kept = append $kept . }}
{{- end }}
{{- end }}
{{- $_ := set $container "env" (append $kept $variable) }}
{{- end }}
{{- end }}

{{/* The operator's environment, as far as values decide it: a map of texts. What a value leaves as it is, is not in it. */}}
{{- define "portcullis.settings" -}}
{{- $env := dict }}
{{- if not .enforcement.enabled }}
{{- $_ := set $env "ENFORCEMENT" "false" }}
{{- end }}
{{- with .enforcement.fillCapabilities }}
{{- $_ := set $env "FILL_CAPABILITIES" (join "," .) }}
{{- end }}
{{- if ne (join "," .enforcement.exemptNamespaces) "kube-system" }}
{{- $_ := set $env "EXEMPT_NAMESPACES" (join "," .enforcement.exemptNamespaces) }}
{{- end }}
{{- if .ceilingProfile }}
{{- $_ := set $env "CEILING_PROFILE" .ceilingProfile }}
{{- with .ceilingExempt }}
{{- $_ := set $env "CEILING_EXEMPT" (join "," .) }}
{{- end }}
{{- end }}
{{- $switches := dict "LIST_FILES" .unknownFiles.warn "COUNT_STALE_PODS" .countStalePods "NODE_POOLS" .nodePools.enabled
      "OBSERVATIONS" .observer.enabled "REPORTS" .reports.enabled "NODE_GATE_CONDITION" .nodeGate.condition "NODE_GATE_TAINT" .nodeGate.taint }}
{{- range $name, $on := $switches }}
{{- if $on }}
{{- $_ := set $env $name "true" }}
{{- end }}
{{- end }}
{{- if and .observer.enabled .observer.nodeSelector }}
{{- $pairs := list }}
{{- range $key, $value := .observer.nodeSelector }}
{{- $pairs = append $pairs (printf "%s=%s" $key $value) }}
{{- end }}
{{- $_ := set $env "OBSERVER_NODE_SELECTOR" (join "," $pairs) }}
{{- end }}
{{- with .nameOverride }}
{{- $_ := set $env "AGENT_DAEMONSET" (print . "-agent") }}
{{- end }}
{{- toYaml $env }}
{{- end }}

{{/* What SELinux needs on OpenShift where no value says otherwise. */}}
{{- define "portcullis.seLinuxOptions" -}}
{{- if and .root.Values.openshift.enabled (eq .object.kind "DaemonSet") -}}
type: spc_t
{{- end }}
{{- end }}

{{/* The rules of a NetworkPolicy. An empty `from` would let in everybody, so no peers are no rule. */}}
{{- define "portcullis.ingress" -}}
{{- $rules := list }}
{{- with .metricsFrom }}
{{- $rules = append $rules (dict "from" . "ports" (list (dict "port" 8080))) }}
{{- end }}
{{- with .probesFrom }}
{{- $rules = append $rules (dict "from" . "ports" (list (dict "port" 8081))) }}
{{- end }}
{{- toYaml $rules }}
{{- end }}

{{- define "portcullis.image" -}}
{{- with .Values.image.registry }}{{ . }}/{{ end }}{{ .Values.image.repository }}
{{- with .Values.image.digest }}@{{ . }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}
