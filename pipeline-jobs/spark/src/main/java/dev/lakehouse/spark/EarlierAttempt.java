package dev.lakehouse.spark;

import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.util.Optional;

/** What an earlier attempt of the same run has already committed. */
public final class EarlierAttempt {
  private EarlierAttempt() {}

  /** The step's result as that attempt left it; empty when the step is still to be done. */
  public static Optional<StepResult> result(Long sequence, TableState state) {
    return newest(sequence, state)
        .filter(commit -> commit.note().endsRun())
        .map(EarlierAttempt::result);
  }

  /** The last commit of an attempt that had more to commit; empty when there is none. */
  public static Optional<TableCommit> unfinished(Long sequence, TableState state) {
    return newest(sequence, state).filter(commit -> !commit.note().endsRun());
  }

  private static Optional<TableCommit> newest(Long sequence, TableState state) {
    return state.newest().filter(commit -> Fence.passed(sequence, commit.note().sequence()));
  }

  /** The result that a run's last commit stands for. */
  public static StepResult result(TableCommit commit) {
    return StepResult.done(
            commit.rowsOfRun(), commit.tableRows(), commit.version(), commit.note().inputs())
        .withExpectations(commit.note().expectations())
        .withMetrics(commit.note().metrics());
  }
}
