# shellcheck shell=bash disable=SC2154
# etcd, API server, controller manager, scheduler (sourced by node/up).

control_plane() {
  if ! running etcd; then
    port_free 127.0.0.1 "$etcd_port" etcd
    start etcd "$bin/etcd" --data-dir "$state/etcd" --listen-client-urls http://127.0.0.1:"$etcd_port" --unsafe-no-fsync \
      --advertise-client-urls http://127.0.0.1:"$etcd_port" --listen-peer-urls http://127.0.0.1:"$etcd_peer_port" \
      --initial-advertise-peer-urls http://127.0.0.1:"$etcd_peer_port" --initial-cluster default=http://127.0.0.1:"$etcd_peer_port"
  fi
  running kube-apiserver || api_server
  await 60 kube-apiserver "$bin/kubectl" get --raw /readyz
  # Their own ports stay closed: nobody scrapes them here, and a second control plane (of a test) may want them.
  running kube-controller-manager || start kube-controller-manager "$bin/kube-controller-manager" --kubeconfig "$KUBECONFIG" \
    --service-account-private-key-file "$pki/sa.key" --root-ca-file "$pki/ca.crt" --use-service-account-credentials \
    --leader-elect=false --secure-port 0
  running kube-scheduler || start kube-scheduler "$bin/kube-scheduler" --kubeconfig "$KUBECONFIG" --leader-elect=false --secure-port 0
}

api_server() {
  port_free "$gateway" 6443 kube-apiserver
  start kube-apiserver "$bin/kube-apiserver" --etcd-servers http://127.0.0.1:"$etcd_port" \
    --secure-port 6443 --bind-address "$gateway" --advertise-address "$gateway" \
    --service-account-key-file "$pki/sa.key" --service-account-signing-key-file "$pki/sa.key" \
    --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range "$services" \
    --tls-cert-file "$pki/api.crt" --tls-private-key-file "$pki/api.key" --client-ca-file "$pki/ca.crt" \
    --kubelet-client-certificate "$pki/admin.crt" --kubelet-client-key "$pki/admin.key" \
    --kubelet-preferred-address-types InternalIP --authorization-mode Node,RBAC --allow-privileged=true
}
