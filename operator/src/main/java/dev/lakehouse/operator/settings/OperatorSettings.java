package dev.lakehouse.operator.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of the operator; environment variables {@code LAKEHOUSE_OPERATOR_...}. */
@ConfigMapping(prefix = "lakehouse.operator")
public interface OperatorSettings {
  /** Namespaces to watch; absent: all. */
  Optional<Set<String>> watchedNamespaces();

  /** Leader election among replicas. */
  LeaderElection leaderElection();

  /** Leader election among replicas: one works, the others stand by with warm caches. */
  interface LeaderElection {
    /** Off only where there is surely one replica, for example on a developer's machine. */
    @WithDefault("true")
    boolean enabled();

    /** Name of the Lease. */
    @WithDefault("lakehouse-operator")
    String leaseName();

    /** Namespace of the Lease; absent: the operator's own. */
    Optional<String> leaseNamespace();

    /** How long a silent leader stays leader. */
    @WithDefault("15s")
    Duration leaseDuration();

    /** How long the leader tries to renew before it gives up. */
    @WithDefault("10s")
    Duration renewDeadline();

    /** How often leader and candidates look at the Lease. */
    @WithDefault("2s")
    Duration retryPeriod();
  }
}
