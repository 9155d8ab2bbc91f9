{{/* One manifest with the values laid over it. Takes a dict of root (the chart's scope) and text (the manifest). */}}
{{- define "portcullis.manifest" -}}
{{- $text := .text
      | replace "portcullis-system" .root.Release.Namespace
      | replace "/var/lib/kubelet/seccomp" .root.Values.agent.seccompRoot }}
{{- $object := fromYaml $text }}
{{- with .root.Values.commonLabels }}
{{- $_ := set $object.metadata "labels" (merge $object.metadata.labels (deepCopy .)) }}
{{- end }}
{{- if eq $object.kind "NetworkPolicy" }}
{{- $_ := set $object.spec "ingress" (include "portcullis.ingress" .root.Values.networkPolicy | fromYamlArray) }}
{{- end }}
{{- if has $object.kind (list "Deployment" "DaemonSet" "Job") }}
{{- /* What is neither operator, agent nor observer runs where and as the operator does. */ -}}
{{- $component := get $object.metadata.labels "app.kubernetes.io/component" }}
{{- $values := get .root.Values $component | default (omit .root.Values.operator "replicas") }}
{{- include "portcullis.workload" (dict "root" .root "object" $object "values" $values) }}
{{- end }}
{{- toYaml $object }}
{{- end }}

{{/* Changes a Deployment or DaemonSet in place. Takes a dict of root, object and values (those of its component). */}}
{{- define "portcullis.workload" -}}
{{- $template := .object.spec.template }}
{{- $pod := $template.spec }}
{{- $container := first $pod.containers }}
{{- if not (kindIs "invalid" .values.replicas) }}
{{- $_ := set .object.spec "replicas" .values.replicas }}
{{- end }}
{{- with .root.Values.commonLabels }}
{{- $_ := set $template.metadata "labels" (merge $template.metadata.labels (deepCopy .)) }}
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
{{- if not (kindIs "invalid" .values.tolerations) }}
{{- $_ := set $pod "tolerations" .values.tolerations }}
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
{{- $env := .values.env }}
{{- if eq .object.metadata.name "portcullis-operator" }}
{{- with .root.Values.enforcement }}
{{- if not .enabled }}
{{- $env = prepend $env (dict "name" "ENFORCEMENT" "value" "false") }}
{{- end }}
{{- with .fillCapabilities }}
{{- $env = prepend $env (dict "name" "FILL_CAPABILITIES" "value" (join "," .)) }}
{{- end }}
{{- if ne (join "," .exemptNamespaces) "kube-system" }}
{{- $env = prepend $env (dict "name" "EXEMPT_NAMESPACES" "value" (join "," .exemptNamespaces)) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and (eq .object.metadata.name "portcullis-operator") .root.Values.ceilingProfile }}
{{- $env = prepend $env (dict "name" "CEILING_PROFILE" "value" .root.Values.ceilingProfile) }}
{{- with .root.Values.ceilingExempt }}
{{- $env = prepend $env (dict "name" "CEILING_EXEMPT" "value" (join "," .)) }}
{{- end }}
{{- end }}
{{- if and (eq .object.metadata.name "portcullis-operator") .root.Values.unknownFiles.warn }}
{{- $env = prepend $env (dict "name" "LIST_FILES" "value" "true") }}
{{- end }}
{{- if and (eq .object.metadata.name "portcullis-operator") .root.Values.countStalePods }}
{{- $env = prepend $env (dict "name" "COUNT_STALE_PODS" "value" "true") }}
{{- end }}
{{- if and (eq .object.metadata.name "portcullis-operator") .root.Values.nodePools.enabled }}
{{- $env = prepend $env (dict "name" "NODE_POOLS" "value" "true") }}
{{- end }}
{{- if and (eq .object.metadata.name "portcullis-operator") .root.Values.observer.enabled }}
{{- with .root.Values.observer.nodeSelector }}
{{- $pairs := list }}
{{- range $key, $value := . }}
{{- $pairs = append $pairs (printf "%s=%s" $key $value) }}
{{- end }}
{{- $env = prepend $env (dict "name" "OBSERVER_NODE_SELECTOR" "value" (join "," $pairs)) }}
{{- end }}
{{- $env = prepend $env (dict "name" "OBSERVATIONS" "value" "true") }}
{{- end }}
{{- if eq .object.metadata.name "portcullis-operator" }}
{{- with .root.Values.nodeGate }}
{{- if .condition }}
{{- $env = prepend $env (dict "name" "NODE_GATE_CONDITION" "value" "true") }}
{{- end }}
{{- if .taint }}
{{- $env = prepend $env (dict "name" "NODE_GATE_TAINT" "value" "true") }}
{{- end }}
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
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}
