#!/usr/bin/env bash
# What the jobs image does, by its first word:
#   driver, executor   as Spark on Kubernetes calls its images
#   ingest [--conf KEY=VALUE]... ARGS...
#                      a batch ingestion: the engine with Spark in this one process
# Spark's own scripts are not used: they start one more JVM just to print the command line that stands here.
set -euo pipefail

# Hadoop refuses to start as a user without a name, and a cluster may give us any number (OpenShift does). Such users are
# of group 0, which may write this file; ours has its name already.
if ! whoami >/dev/null 2>&1 && [ -w /etc/passwd ]; then
  echo "lakehouse-$(id -u):x:$(id -u):0:Lakehouse jobs:/tmp:/bin/bash" >>/etc/passwd
fi

# A class costs a look into each jar before its own: those that most classes come from stand first, all others follow.
jars=(/opt/spark/classpath/*.jar
  /opt/spark/libs/{scala-library,spark-catalyst_,spark-sql_,spark-core_,delta-spark_,spark-sql-api_,hadoop-client-api}*.jar
  /opt/spark/libs/*.jar)
classpath=${SPARK_CONF_DIR:-/opt/spark/conf}:$(IFS=:; echo "${jars[*]}")

# Spark's launcher would add these (org.apache.spark.launcher.JavaModuleOptions).
opens=(-XX:+IgnoreUnrecognizedVMOptions -Djdk.reflect.useDirectMethodHandle=false -Dio.netty.tryReflectionSetAccessible=true)
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
  java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

# The value of a key in the properties that spark-submit gave the driver, without the escapes of a properties file.
property() {
  sed -n "s/^$1[=: ]//p" "${SPARK_CONF_DIR:-/opt/spark/conf}/spark.properties" 2>/dev/null | tail -n 1 | sed 's/\\\(.\)/\1/g'
}

# Words of a setting that holds options of a JVM, quotes respected, a line each.
words() { [ -z "$1" ] || xargs -r -n 1 printf '%s\n' <<<"$1"; }

driver() {
  local memory options
  memory=$(property 'spark\.driver\.memory')
  mapfile -t options < <(words "$(property 'spark\.driver\.defaultJavaOptions') $(property 'spark\.driver\.extraJavaOptions')")
  exec java "${opens[@]}" "${options[@]}" "-Xms${memory:-1g}" "-Xmx${memory:-1g}" -cp "$classpath" org.apache.spark.deploy.SparkSubmit \
    --conf "spark.driver.bindAddress=${SPARK_DRIVER_BIND_ADDRESS:-0.0.0.0}" \
    --conf "spark.executorEnv.SPARK_DRIVER_POD_IP=${SPARK_DRIVER_BIND_ADDRESS:-}" \
    --deploy-mode client "$@"
}

executor() {
  local options=() line
  while IFS= read -r line; do options+=("${line#*=}"); done < <(env | grep '^SPARK_JAVA_OPT_[0-9]*=' | sort -t_ -k4 -n || true)
  exec java "${opens[@]}" "${options[@]}" "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY" -cp "$classpath" \
    org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend \
    --driver-url "$SPARK_DRIVER_URL" --executor-id "$SPARK_EXECUTOR_ID" --cores "$SPARK_EXECUTOR_CORES" \
    --app-id "$SPARK_APPLICATION_ID" --hostname "$SPARK_EXECUTOR_POD_IP" \
    --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID" --podName "$SPARK_EXECUTOR_POD_NAME"
}

# Spark reads settings from system properties; those for the JVM itself must be words of its command line.
ingest() {
  local settings=() options=()
  while [ "${1:-}" = --conf ]; do
    case $2 in
      spark.driver.extraJavaOptions=*) mapfile -t options < <(words "${2#*=}") ;;
      *) settings+=("-D$2") ;;
    esac
    shift 2
  done
  exec java "${opens[@]}" "${options[@]}" "-Xms${LAKEHOUSE_HEAP:-1g}" "-Xmx${LAKEHOUSE_HEAP:-1g}" "${settings[@]}" -cp "$classpath" \
    dev.lakehouse.spark.Driver "$@"
}

command=${1:-}
[ $# = 0 ] || shift
case $command in
  driver) driver "$@" ;;
  executor) executor "$@" ;;
  ingest) ingest "$@" ;;
  *) echo "usage: driver ARGS | executor | ingest --plan FILE [ARGS]" >&2 && exit 2 ;;
esac
