# shellcheck shell=bash
# Shared by the scripts of this folder (sourced, never run): where things lie, how progress and failures are told, and
# how processes are started, awaited and stopped.

shopt -s inherit_errexit # a failure inside $(…) ends the script as well

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034  # the paths below are read by the scripts that source this file
root=$(cd "$here/../.." && pwd)
cache=${LAKEHOUSE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lakehouse}
state=$cache/cluster # what a running cluster consists of: objects, keys, pid files
run=$state/run
log=$cache/log
mkdir -p "$cache" "$run" "$log"

say() { printf '%s  %s\n' "$(date +%T)" "$*" >&2; }

# fail WHAT [WHAT-TO-DO...]: says it and ends the script.
fail() {
  say "FAILED: $1"
  shift
  for line in "$@"; do printf '          %s\n' "$line" >&2; done
  exit $told
}

# A command that fails where no script foresaw it is told as well, once: callers see by the exit code that it was.
told=70
unforeseen() { # CODE COMMAND SCRIPT LINE
  [ "$1" = $told ] || say "FAILED: $(basename "$3"), line $4: '$2' ended with exit code $1; logs are in $log"
  exit $told
}
case $- in *e*)
  set -E
  trap 'unforeseen $? "$BASH_COMMAND" "${BASH_SOURCE[0]}" $LINENO' ERR
  ;;
esac

# step NAME COMMAND...: runs a slow command with its output in NAME.log and a sign of life every half minute.
step() {
  local name=$1 began=$SECONDS code=0 command beat
  shift
  set -m # a process group for each, so that both end with their children, also when the user interrupts
  "$@" >"$log/$name.log" 2>&1 </dev/null &
  command=$!
  (while sleep 30; do say "  … $name: $((SECONDS - began)) s, log: $log/$name.log"; done) </dev/null &
  beat=$!
  set +m
  trap 'kill -- "-$command" "-$beat" 2>/dev/null; exit 130' INT TERM
  wait "$command" || code=$?
  trap - INT TERM
  { kill -- "-$beat" && wait "$beat"; } 2>/dev/null || true
  [ "$code" = 0 ] && return
  tail -n 15 "$log/$name.log" >&2
  fail "$name ended with exit code $code" "the whole log: $log/$name.log"
}

# locked NAME COMMAND...: one caller at a time; the others wait and then find the work done.
locked() {
  local name=$1
  shift
  mkdir -p "$cache/lock"
  if ! command -v flock >/dev/null; then
    "$@"
    return
  fi
  (
    flock -w 2 9 || { say "another run is busy with $name; waiting for it" && flock 9; }
    "$@" 9>&-
  ) 9>"$cache/lock/$name"
}

need() { # COMMAND WHY: a tool this machine must have
  command -v "$1" >/dev/null || fail "'$1' is not installed" "it is needed $2"
}

# start NAME COMMAND...: in the background, outliving this script; its log is $log/NAME.log.
start() {
  local name=$1
  shift
  setsid "$@" >"$log/$name.log" 2>&1 </dev/null 9>&- &
  local pid=$!
  # The start time guards against a recycled pid: without it, `down` after a reboot could end a stranger.
  printf '%s %s\n' "$pid" "$(born "$pid")" >"$run/$name.pid"
}

born() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# pid_of NAME: the pid when the process that `start NAME` began is still the one running under it.
pid_of() {
  local pid since
  read -r pid since 2>/dev/null <"$run/$1.pid" || return 1
  [ -n "$since" ] && [ "$(born "$pid")" = "$since" ] && [ "$(sed 's/.*) //' "/proc/$pid/stat" | cut -c1)" != Z ] && echo "$pid"
}

running() { pid_of "$1" >/dev/null; }

stop() { # NAME [SIGNAL]: ends it, forcibly after 10 s, and waits until it is gone
  local name=$1 pid
  if pid=$(pid_of "$name"); then
    kill -s "${2:-TERM}" "$pid" 2>/dev/null
    for _ in $(seq 100); do running "$name" || break; sleep 0.1; done
    running "$name" && kill -9 "$pid" 2>/dev/null
  fi
  rm -f "$run/$name.pid"
}

# await SECONDS NAME COMMAND...: until the command succeeds; NAME is the process whose log explains a failure.
await() {
  local limit=$1 name=$2
  shift 2
  for _ in $(seq $((limit * 4))); do
    "$@" >/dev/null 2>&1 && return
    if [ -e "$run/$name.pid" ] && ! running "$name"; then
      tail -n 5 "$log/$name.log" >&2
      fail "$name ended while starting" "its log: $log/$name.log"
    fi
    sleep 0.25
  done
  tail -n 5 "$log/$name.log" >&2 2>/dev/null
  fail "$name was not ready after $limit s" "its log: $log/$name.log"
}

# port_free ADDRESS PORT FOR-WHAT: a clear word before a process fails on it.
port_free() {
  (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null || return 0
  local holder=
  command -v ss >/dev/null && holder=$(ss -Hltnp "sport = :$2" | grep -o 'users:.*' | head -n 1)
  fail "port $1:$2, needed for $3, is in use${holder:+ by $holder}" "stop that process, or run './lakehouse down' if it is left from an earlier run"
}

# release NAME NAMESPACE: remembers a Helm release that we put into a cluster of the user's, for `down` to take out again.
release() {
  [ "$CLUSTER" != given ] || grep -qsx "$1 $2" "$state/releases" || echo "$1 $2" >>"$state/releases"
}

# cluster: loads what `up` recorded: CLUSTER (node, k3s or given), KUBECONFIG, HOST_ADDRESS (this machine as pods see it)
# and TOOLS (folders with kubectl and helm).
cluster() {
  [ -e "$state/cluster.env" ] || fail "no cluster is known" "bring one up first: ./lakehouse up"
  # shellcheck disable=SC1091
  . "$state/cluster.env"
  export KUBECONFIG PATH=$TOOLS:$PATH
}
