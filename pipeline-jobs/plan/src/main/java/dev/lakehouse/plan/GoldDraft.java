package dev.lakehouse.plan;

import java.util.List;

/** A gold step that is like another one but for some components, which are named here. */
public final class GoldDraft {
  private final Step.Gold like;
  private List<String> dependsOn;
  private List<String> clusterBy;
  private TableLayout layout;

  private GoldDraft(Step.Gold like) {
    this.like = like;
    this.dependsOn = like.dependsOn();
    this.clusterBy = like.clusterBy();
    this.layout = like.layout();
  }

  /** All of it is like that step so far. */
  public static GoldDraft like(Step.Gold step) {
    return new GoldDraft(step);
  }

  /** The steps it waits for. */
  public GoldDraft dependsOn(List<String> steps) {
    dependsOn = steps;
    return this;
  }

  /** What rows are clustered by. */
  public GoldDraft clusterBy(List<String> columns) {
    clusterBy = columns;
    return this;
  }

  /** How the table lies; null: as Delta makes it. */
  public GoldDraft layout(TableLayout declared) {
    layout = declared;
    return this;
  }

  /** The step. */
  public Step.Gold step() {
    return new Step.Gold(
        like.id(),
        dependsOn,
        like.reads(),
        like.output(),
        like.sql(),
        like.keys(),
        like.refresh(),
        clusterBy,
        like.expectations(),
        layout);
  }
}
