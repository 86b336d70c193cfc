package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseStatus;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.status.StatusPatch;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Lakehouse: checks, the jobs' identity, status. */
@ControllerConfiguration(name = "lakehouse", fieldManager = Labels.OPERATOR)
public class LakehouseReconciler implements Reconciler<Lakehouse> {
  private static final StatusPatch<Lakehouse, LakehouseStatus> STATUS =
      new StatusPatch<>(Lakehouse::new, UnaryOperator.identity());

  @Override
  public UpdateControl<Lakehouse> reconcile(Lakehouse lakehouse, Context<Lakehouse> context) {
    return STATUS.of(lakehouse, LakehouseStatusRules.statusFor(lakehouse, Instant.now()));
  }
}
