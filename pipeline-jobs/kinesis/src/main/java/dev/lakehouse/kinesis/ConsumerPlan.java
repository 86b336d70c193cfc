package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.decode.Decoders;
import dev.lakehouse.kinesis.decode.PayloadRows;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.UnreadablePlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the consumer takes from its plan: one stream and one table. */
record ConsumerPlan(RunPlan.Lake lake, Step.Kinesis step) {
  /** A plan that this consumer can't execute; it ends with the reason's exit code. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureReason reason;

    Refused(FailureReason reason, String message, Throwable cause) {
      super(message, cause);
      this.reason = reason;
    }

    FailureReason reason() {
      return reason;
    }
  }

  static ConsumerPlan read(String file) throws Refused {
    try {
      return of(PlanCodec.fromJson(Files.readString(Path.of(file))));
    } catch (UnreadablePlanException e) {
      throw new Refused(e.reason(), e.getMessage(), e);
    } catch (IOException e) {
      throw new Refused(
          FailureReason.PLAN_INVALID,
          "The plan %s can't be read: %s. It is mounted from the ConfigMap that the operator made."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Makes rows for one session; that it can be made was tried when the plan was read. */
  PayloadRows rows() {
    return Decoders.of(step.decoding());
  }

  private static ConsumerPlan of(RunPlan plan) throws Refused {
    if (plan.steps().size() != 1 || !(plan.steps().get(0) instanceof Step.Kinesis step)) {
      throw new Refused(
          FailureReason.PLAN_INVALID,
          "The plan holds other steps than one of type kinesis; this image executes no others. Use the jobs image for them.",
          null);
    }
    try {
      Decoders.of(step.decoding());
      return new ConsumerPlan(plan.lake(), step);
    } catch (IllegalArgumentException e) {
      throw new Refused(FailureReason.PLAN_INVALID, e.getMessage(), e);
    }
  }
}
