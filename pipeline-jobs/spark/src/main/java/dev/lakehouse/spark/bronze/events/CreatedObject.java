package dev.lakehouse.spark.bronze.events;

/**
 * An object that was written.
 *
 * @param key as S3 has it, not encoded
 */
public record CreatedObject(String bucket, String key) {}
