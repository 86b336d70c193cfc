package dev.lakehouse.plan;

import java.util.List;

/** A silver step that is like another one but for some components, which are named here. */
public final class SilverDraft {
  private final Step.Silver like;
  private List<String> dependsOn;
  private TableName output;
  private String sequenceBy;
  private Step.History history;
  private SilverChanges changes;
  private List<String> clusterBy;
  private List<Expectation> expectations;
  private Unnesting unnesting;
  private TableLayout layout;
  private List<SilverFlow> alsoFrom;
  private SilverQuery query;

  private SilverDraft(Step.Silver like) {
    this.like = like;
    this.dependsOn = like.dependsOn();
    this.output = like.output();
    this.sequenceBy = like.sequenceBy();
    this.history = like.history();
    this.changes = like.changes();
    this.clusterBy = like.clusterBy();
    this.expectations = like.expectations();
    this.unnesting = like.unnesting();
    this.layout = like.layout();
    this.alsoFrom = like.alsoFrom();
    this.query = like.query();
  }

  /** All of it is like that step so far. */
  public static SilverDraft like(Step.Silver step) {
    return new SilverDraft(step);
  }

  /** The steps it waits for. */
  public SilverDraft dependsOn(List<String> steps) {
    dependsOn = steps;
    return this;
  }

  /** The table it makes, and so its id. */
  public SilverDraft output(TableName table) {
    output = table;
    return this;
  }

  /** What orders the rows of a key; null: their coming. */
  public SilverDraft sequenceBy(String column) {
    sequenceBy = column;
    return this;
  }

  /** How the past of a key is kept. */
  public SilverDraft history(Step.History kept) {
    history = kept;
    return this;
  }

  /** How rows change a key; null: by replacing its row. */
  public SilverDraft changes(SilverChanges made) {
    changes = made;
    return this;
  }

  /** What rows are clustered by. */
  public SilverDraft clusterBy(List<String> columns) {
    clusterBy = columns;
    return this;
  }

  /** What is expected. */
  public SilverDraft expectations(List<Expectation> expected) {
    expectations = expected;
    return this;
  }

  /** What is done with nested columns; null: nothing. */
  public SilverDraft unnesting(Unnesting done) {
    unnesting = done;
    return this;
  }

  /** How the table lies; null: as Delta makes it. */
  public SilverDraft layout(TableLayout declared) {
    layout = declared;
    return this;
  }

  /** More inputs; null: none. */
  public SilverDraft alsoFrom(List<SilverFlow> flows) {
    alsoFrom = flows;
    return this;
  }

  /** What is made of its rows before all else; null: nothing. */
  public SilverDraft query(SilverQuery asked) {
    query = asked;
    return this;
  }

  /** The step. */
  public Step.Silver step() {
    return new Step.Silver(
        output.toString(),
        dependsOn,
        like.from(),
        output,
        like.columns(),
        like.where(),
        like.keys(),
        sequenceBy,
        history,
        changes,
        clusterBy,
        expectations,
        unnesting,
        layout,
        alsoFrom,
        query);
  }
}
