package dev.lakehouse.spark.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.TableLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A table's metadata as they are and as they are declared. What was declared once stands in a
 * property of the table's, so that what is no longer declared goes, and what others have set stays.
 */
final class DeclaredMetadata {
  private static final String MEMORY = "lakehouse.declared";
  private static final String CONSTRAINT = "delta.constraints.";
  private static final String COMMENT = "comment";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Names of what is declared. */
  record Names(boolean description, Set<String> comments, Set<String> properties) {
    static final Names NONE = new Names(false, Set.of(), Set.of());

    static Names of(TableLayout layout) {
      Set<String> properties = new TreeSet<>(layout.properties().keySet());
      layout.constraints().keySet().forEach(name -> properties.add(constraint(name)));
      return new Names(layout.description() != null, layout.comments().keySet(), properties);
    }
  }

  private final Metadata now;
  private final TableLayout layout;
  private final List<String> clusterBy;
  private final Map<String, String> properties;

  DeclaredMetadata(Metadata now, TableLayout layout, List<String> clusterBy) {
    this.now = now;
    this.layout = layout;
    this.clusterBy = clusterBy;
    this.properties = CollectionConverters.asJava(now.configuration());
  }

  private static String constraint(String name) {
    return CONSTRAINT + name.toLowerCase(Locale.ROOT);
  }

  /** Constraints that the table has not, or with another condition; by name. */
  Map<String, String> newConstraints() {
    Map<String, String> found = new TreeMap<>();
    layout
        .constraints()
        .forEach(
            (name, check) -> {
              if (!check.equals(properties.get(constraint(name)))) {
                found.put(name, check);
              }
            });
    return found;
  }

  /** The metadata as declared; equal to those there are when nothing is to be done. */
  Metadata declared() {
    Names before = remembered();
    return now.copy(
        now.id(),
        now.name(),
        description(before),
        now.format(),
        schema(before).json(),
        now.partitionColumns(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(configuration(before))),
        now.createdTime());
  }

  private String description(Names before) {
    return layout.description() == null && !before.description()
        ? now.description()
        : layout.description();
  }

  private Map<String, String> configuration(Names before) {
    Map<String, String> declared = new HashMap<>(properties);
    declared.keySet().removeAll(before.properties());
    declared.putAll(layout.properties());
    declared.putAll(IndexedColumns.reaching(clusterBy, now.schema(), declared));
    layout.constraints().forEach((name, check) -> declared.put(constraint(name), check));
    Names names = Names.of(layout);
    if (names.equals(Names.NONE)) {
      declared.remove(MEMORY);
    } else {
      declared.put(MEMORY, written(names));
    }
    return declared;
  }

  private StructType schema(Names before) {
    Set<String> ours = new HashSet<>(before.comments());
    ours.addAll(layout.comments().keySet());
    return new StructType(
        Arrays.stream(now.schema().fields())
            .map(
                field ->
                    ours.contains(field.name())
                        ? commented(field, layout.comments().get(field.name()))
                        : field)
            .toArray(StructField[]::new));
  }

  private static StructField commented(StructField field, String comment) {
    MetadataBuilder metadata = new MetadataBuilder().withMetadata(field.metadata());
    if (comment == null) {
      metadata.remove(COMMENT);
    } else {
      metadata.putString(COMMENT, comment);
    }
    return new StructField(field.name(), field.dataType(), field.nullable(), metadata.build());
  }

  private Names remembered() {
    String text = properties.get(MEMORY);
    try {
      return text == null ? Names.NONE : MAPPER.readValue(text, Names.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "the table's property " + MEMORY + " is not ours: " + text, e);
    }
  }

  private static String written(Names names) {
    try {
      return MAPPER.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names could not be written as JSON", e);
    }
  }

  /** Columns that have a comment in the declaration and are not in the table. */
  List<String> unknownColumns() {
    List<String> there = List.of(now.schema().fieldNames());
    return layout.comments().keySet().stream().filter(name -> !there.contains(name)).toList();
  }
}
