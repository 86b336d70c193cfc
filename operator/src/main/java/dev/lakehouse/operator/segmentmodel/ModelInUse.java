package dev.lakehouse.operator.segmentmodel;

import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.api.SegmentModelStatus;
import dev.lakehouse.operator.run.OwnerPass;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The measures of the model whose segments are in the table. Pure. */
record ModelInUse(Integer segments, String silhouette, Long trainedOn) {

  /** The one that the newest run trained, else the one that stands in status. */
  static ModelInUse after(SegmentModel model, SegmentModelStatus was, OwnerPass pass) {
    ModelInUse standing = new ModelInUse(was.segments(), was.silhouette(), was.trainedOn());
    return training(model, pass).map(step -> of(step, model.getSpec().from())).orElse(standing);
  }

  /** For people. */
  String text() {
    return segments == null
        ? "A model is in use."
        : "%d segments%s%s."
            .formatted(
                segments,
                silhouette == null ? "" : ", silhouette " + silhouette,
                trainedOn == null ? "" : ", trained on version " + trainedOn);
  }

  private static Optional<StepStatus> training(SegmentModel model, OwnerPass pass) {
    return pass.newlyEnded().stream()
        .flatMap(run -> Stream.ofNullable(run.getStatus().steps()).flatMap(List::stream))
        .filter(step -> step.name().equals(model.getSpec().output().table()))
        .filter(step -> step.state() == StepStatus.State.SUCCEEDED && step.metrics() != null)
        .findFirst();
  }

  private static ModelInUse of(StepStatus step, String from) {
    Map<String, Double> metrics = step.metrics();
    Double segments = metrics.get("segments");
    Double silhouette = metrics.get("silhouette");
    return new ModelInUse(
        segments == null ? null : segments.intValue(),
        silhouette == null ? null : String.format(Locale.ROOT, "%.3f", silhouette),
        step.inputs() == null ? null : step.inputs().get(from));
  }
}
