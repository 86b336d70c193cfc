# shellcheck shell=bash disable=SC2154
# The bridge that pods hang on, and containerd (sourced by node/up).

network() {
  # Pods are routed by this machine; nothing else of its network changes.
  sysctl -qw net.ipv4.ip_forward=1 || fail "this machine does not let us set net.ipv4.ip_forward" "run as root outside a restricted container"
  ip link show "$bridge" >/dev/null 2>&1 || ip link add "$bridge" type bridge
  ip addr replace "$gateway"/24 dev "$bridge"
  ip link set "$bridge" up
  mkdir -p "$state/cni"
  cat >"$state/cni/10-lakehouse.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "lakehouse", "plugins": [
  {"type": "bridge", "bridge": "$bridge", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$run/ipam", "ranges": [[{"subnet": "$pods"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
}

container_runtime() {
  # A UNIX socket's path has at most 107 bytes, and containerd appends to ours.
  [ ${#socket} -le 95 ] || fail "the path of containerd's socket is too long: $socket" "set LAKEHOUSE_CACHE to a shorter path"
  cat >"$state/containerd.toml" <<TOML
version = 2
root = "$state/containerd"
state = "$run/containerd"
[grpc]
  address = "$socket"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "lakehouse/pause:local"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$state/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
TOML
  running containerd || start containerd containerd -c "$state/containerd.toml"
  await 20 containerd ctr -a "$socket" version
  has_image docker.io/lakehouse/pause:local || pause_image
}

has_image() { ctr -a "$socket" -n k8s.io image ls -q | grep -qxF "$1"; }

pause_image() {
  tar -C "$bin" --dereference -cf "$state/pause-layer.tar" pause
  python3 "$here/base-image.py" "$state/pause.tar" lakehouse/pause:local "$state/pause-layer.tar" /pause
  load_image "$state/pause.tar"
  rm "$state/pause.tar" "$state/pause-layer.tar"
}

load_image() { ctr -a "$socket" -n k8s.io image import "$1" >/dev/null; }
