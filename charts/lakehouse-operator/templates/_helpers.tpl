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
What the operator may do, and no more: ChartRightsIT compares these rules with the calls that the operator makes.
Children are written by server-side apply, which asks for create and patch. The last two rules are what the operator
grants to the jobs' ServiceAccounts: Kubernetes lets nobody grant what they don't hold themselves.
*/}}
{{- define "lakehouse-operator.rules" -}}
- apiGroups: [lakehouse.dev]
  resources: [lakehouses, datasources, medallionpipelines, segmentmodels]
  verbs: [get, list, watch]
- apiGroups: [lakehouse.dev]
  resources: [lakehouseruns]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [lakehouse.dev]
  resources: [lakehouses/status, medallionpipelines/status, segmentmodels/status]
  verbs: [patch]
- apiGroups: [sparkoperator.k8s.io, spark.apache.org]
  resources: [sparkapplications]
  verbs: [get, list, watch, create, delete]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [batch]
  resources: [cronjobs]
  verbs: [get, list, watch, create, patch, delete]
# CronJobs make Jobs; the operator makes the first one of a new source, and those of LakehouseRuns, and stops the latter
# when they take too long.
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, delete]
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, rolebindings]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, list, watch, create, patch]
# Whether a Secret is there, which keys it has, and when it changed; values go from the Secret straight into pods.
- apiGroups: [""]
  resources: [secrets]
  verbs: [list, watch]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
- apiGroups: [lakehouse.dev]
  resources: [lakehouseruns/status, datasources/status]
  verbs: [get, patch]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list, create, patch, delete]
- apiGroups: [""]
  resources: [pods, services, configmaps, persistentvolumeclaims]
  verbs: [get, list, watch, create, update, patch, delete, deletecollection]
{{- end }}
