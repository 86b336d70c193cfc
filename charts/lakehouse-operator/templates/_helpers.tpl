{{/* Name of all objects of the release. */}}
{{- define "lakehouse-operator.name" -}}
{{- if contains "lakehouse-operator" .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}{{ else }}{{ printf "%s-lakehouse-operator" .Release.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "lakehouse-operator.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "lakehouse-operator.name" .) }}
{{- end }}

{{- define "lakehouse-operator.selector" -}}
app.kubernetes.io/name: lakehouse-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lakehouse-operator.labels" -}}
{{ include "lakehouse-operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/*
What the operator may do. It must itself hold what it grants to the jobs' ServiceAccounts (the last four rules):
Kubernetes lets nobody grant more than they have.
*/}}
{{- define "lakehouse-operator.rules" -}}
- apiGroups: [lakehouse.dev]
  resources: [lakehouses, datasources, medallionpipelines, segmentmodels, lakehouseruns]
  verbs: [get, list, watch]
- apiGroups: [lakehouse.dev]
  resources: [lakehouseruns]
  verbs: [create, patch, delete]
- apiGroups: [lakehouse.dev]
  resources: [lakehouses/status, datasources/status, medallionpipelines/status, segmentmodels/status, lakehouseruns/status]
  verbs: [get, patch]
- apiGroups: [lakehouse.dev]
  resources: [lakehouses/finalizers, datasources/finalizers, medallionpipelines/finalizers, segmentmodels/finalizers, lakehouseruns/finalizers]
  verbs: [update]
- apiGroups: [sparkoperator.k8s.io, spark.apache.org]
  resources: [sparkapplications]
  verbs: [get, list, watch, create, delete]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [batch]
  resources: [cronjobs, jobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, rolebindings]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
# Whether a Secret is there, which keys it has, and when it changed; values go from the Secret straight into pods.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch]
- apiGroups: ["", events.k8s.io]
  resources: [events]
  verbs: [create, patch]
- apiGroups: [""]
  resources: [pods, services, configmaps, persistentvolumeclaims]
  verbs: [get, list, watch, create, update, patch, delete, deletecollection]
{{- end }}
