# shellcheck shell=bash disable=SC2154
# Keys, certificates and kubeconfigs of the node, made once per cluster state (sourced by node/up).

certificate() { # NAME SUBJECT [SAN]
  [ -e "$pki/$1.crt" ] && return
  openssl req -new -newkey rsa:2048 -nodes -keyout "$pki/$1.key" -subj "$2" -out "$pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 3650 \
    ${3:+-extfile <(echo "subjectAltName=$3")} -out "$pki/$1.crt.new" 2>/dev/null
  mv "$pki/$1.crt.new" "$pki/$1.crt"
}

kubeconfig() { # USER FILE
  (umask 077 && cat >"$2") <<YAML
apiVersion: v1
kind: Config
current-context: lakehouse
contexts: [{name: lakehouse, context: {cluster: lakehouse, user: $1}}]
clusters: [{name: lakehouse, cluster: {server: "https://$gateway:6443", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$pki/$1.crt"), client-key-data: $(base64 -w0 "$pki/$1.key")}}]
YAML
}

certificates() {
  mkdir -p "$pki" && chmod 700 "$pki"
  [ -e "$pki/ca.crt" ] || openssl req -x509 -newkey rsa:2048 -nodes -keyout "$pki/ca.key" -subj /CN=lakehouse-node -days 3650 -out "$pki/ca.crt" 2>/dev/null
  [ -e "$pki/sa.key" ] || openssl genrsa -out "$pki/sa.key" 2048 2>/dev/null
  certificate api /CN=kube-apiserver "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:$kubernetes_service,IP:$gateway,IP:127.0.0.1"
  certificate admin /O=system:masters/CN=admin
  certificate node "/O=system:nodes/CN=system:node:$node_name"
  kubeconfig admin "$state/kubeconfig"
  kubeconfig node "$state/node.kubeconfig"
}
