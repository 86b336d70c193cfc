# shellcheck shell=bash disable=SC2154
# kubelet, kube-proxy and CoreDNS (sourced by node/up).

kubelet() {
  echo "nameserver $dns" >"$state/resolv.conf"
  # failCgroupV1: machines with cgroup v1 are still about. Eviction thresholds fit a developer's disk.
  cat >"$state/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
containerRuntimeEndpoint: "unix://$socket"
authentication: {anonymous: {enabled: false}, x509: {clientCAFile: "$pki/ca.crt"}}
authorization: {mode: AlwaysAllow}
address: $gateway
healthzPort: 0
clusterDNS: ["$dns"]
clusterDomain: cluster.local
resolvConf: "$state/resolv.conf"
podLogsDir: "$log/pods"
failSwapOn: false
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
localStorageCapacityIsolation: false
maxPods: 250
YAML
  running kubelet && return
  port_free "$gateway" 10250 kubelet
  start kubelet "$bin/kubelet" --config "$state/kubelet.yaml" --kubeconfig "$state/node.kubeconfig" \
    --hostname-override "$node_name" --node-ip "$gateway" --root-dir "$state/kubelet"
}

services() {
  running kube-proxy || start kube-proxy "$bin/kube-proxy" --kubeconfig "$KUBECONFIG" --hostname-override "$node_name" \
    --cluster-cidr "$pods" --bind-address "$gateway" --healthz-bind-address "$gateway":10256 --metrics-bind-address "$gateway":10249 \
    --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
  running coredns || dns_server
  "$bin/kubectl" apply -f - >/dev/null <<YAML
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: $dns, ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kube-dns-local, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}}
addressType: IPv4
ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
endpoints: [{addresses: [$gateway]}]
YAML
}

dns_server() {
  port_free "$gateway" 53 CoreDNS
  cat >"$state/Corefile" <<COREFILE
.:53 {
  bind $gateway
  errors
  kubernetes cluster.local in-addr.arpa {
    kubeconfig "$KUBECONFIG"
  }
  cache 5
}
COREFILE
  start coredns "$bin/coredns" -conf "$state/Corefile"
}
