package dev.lakehouse.spark.bronze.records;

/**
 * How times are written in records, as Spark's patterns have it.
 *
 * @param date null: ISO 8601
 * @param timestamp null: ISO 8601
 */
public record TextForms(String date, String timestamp) {
  /** As ISO 8601 says. */
  public static final TextForms ISO = new TextForms(null, null);
}
