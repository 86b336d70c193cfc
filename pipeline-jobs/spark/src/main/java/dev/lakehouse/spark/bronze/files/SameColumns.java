package dev.lakehouse.spark.bronze.files;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * Files that can be read with one schema.
 *
 * @param schema all fields that any of them has, none of which must be there
 */
public record SameColumns(StructType schema, List<FoundFile> files) {}
