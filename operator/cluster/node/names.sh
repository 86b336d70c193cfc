# shellcheck shell=bash disable=SC2034,SC2154
# The node's addresses and files (sourced after lib.sh).
bridge=lhbr0
gateway=10.22.0.1         # this machine as pods see it; the API server and the emulators listen there
pods=10.22.0.0/24
services=10.96.0.0/16
kubernetes_service=10.96.0.1
dns=10.96.0.10
etcd_port=12379 etcd_peer_port=12380 # not etcd's own, which tests on the same machine may use
socket=$run/containerd.sock
pki=$state/pki
node_name=local
