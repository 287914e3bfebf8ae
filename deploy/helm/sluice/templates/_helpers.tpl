{{- define "sluice.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sluice.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sluice.labels" -}}
{{ include "sluice.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "sluice.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "sluice.name" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "sluice.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- /* Ports of ClickHouse: the endpoint's, and those of the shards where the configuration has a cluster. */ -}}
{{- define "sluice.clickHousePorts" -}}
{{- $ports := list (int .Values.networkPolicy.clickHouse.port) -}}
{{- range $url := values (dig "cluster" "shards" dict .Values.config) -}}
{{- $shard := urlParse $url -}}
{{- $port := regexFind ":[0-9]+$" $shard.host | trimPrefix ":" | default (eq $shard.scheme "https" | ternary "443" "80") -}}
{{- $ports = append $ports (int $port) -}}
{{- end -}}
{{- $ports | uniq | sortAlpha | toJson -}}
{{- end -}}

{{- /* sluice.json: the values, and what follows from being in a pod. Kubelet and Prometheus ask at the pod's address. */ -}}
{{- define "sluice.config" -}}
{{- $pod := dict "monitoring" (dict "listen" "http://0.0.0.0:9464") "clickHouse" (dict "passwordFile" "/run/secrets/clickhouse/password") -}}
{{- mergeOverwrite (deepCopy .Values.config) $pod | toPrettyJson -}}
{{- end -}}
