package dev.lakehouse.spark.bronze.files;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.mapred.FsInput;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Asks files, which are numbered, for their columns; what many have is told once. */
final class SchemaReader
    implements FlatMapFunction<Iterator<Tuple2<Integer, FileStatus>>, SchemaReader.Told> {
  private static final long serialVersionUID = 1L;

  private final String format;
  private final SerializableConfiguration configuration;

  SchemaReader(String format, SerializableConfiguration configuration) {
    this.format = format;
    this.configuration = configuration;
  }

  /**
   * What some files told.
   *
   * @param schema Spark's JSON of it; null of a file that can't be read
   * @param files their numbers
   * @param unreadable the file that can't be read; or null
   */
  record Told(String schema, List<Integer> files, CorruptFile unreadable) implements Serializable {
    Optional<CorruptFile> corrupt() {
      return Optional.ofNullable(unreadable);
    }
  }

  @Override
  public Iterator<Told> call(Iterator<Tuple2<Integer, FileStatus>> files) throws Exception {
    Map<String, List<Integer>> bySchema = new LinkedHashMap<>();
    List<Told> told = new ArrayList<>();
    while (files.hasNext()) {
      Tuple2<Integer, FileStatus> file = files.next();
      try {
        bySchema.computeIfAbsent(schema(file._2()).json(), key -> new ArrayList<>()).add(file._1());
      } catch (Exception e) {
        CorruptFile corrupt =
            CorruptFile.of(FoundFile.nameOf(file._2().getPath()), e).orElseThrow(() -> e);
        told.add(new Told(null, List.of(), corrupt));
      }
    }
    bySchema.forEach((schema, numbers) -> told.add(new Told(schema, numbers, null)));
    return told.iterator();
  }

  private StructType schema(FileStatus file) throws IOException {
    return "parquet".equals(format)
        ? parquet(file, configuration.value())
        : avro(file, configuration.value());
  }

  private static StructType parquet(FileStatus file, Configuration hadoop) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder()
            .withMetadataFilter(ParquetMetadataConverter.SKIP_ROW_GROUPS)
            .build();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop), options)) {
      return ParquetFileFormat.readSchemaFromFooter(
          new Footer(file.getPath(), reader.getFooter()),
          new ParquetToSparkSchemaConverter(SQLConf.get()));
    }
  }

  private static StructType avro(FileStatus file, Configuration hadoop) throws IOException {
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(
            new FsInput(file.getPath(), hadoop), new GenericDatumReader<GenericRecord>())) {
      DataType type = SchemaConverters.toSqlType(reader.getSchema()).dataType();
      return type instanceof StructType fields ? fields : new StructType().add("value", type);
    }
  }
}
