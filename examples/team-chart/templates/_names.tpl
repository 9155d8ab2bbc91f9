{{/* SeccompProfiles have no namespace: two releases must not share a name. */}}
{{- define "shop.profile" -}}
{{ .Release.Namespace }}-{{ .Release.Name }}
{{- end }}
