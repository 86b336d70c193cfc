package dev.lakehouse.spark.bronze.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.api.java.UDF2;
import scala.collection.Seq;

/**
 * The fields of a record that its columns do not hold, as JSON: those without a column, and those
 * whose value does not fit the column's type.
 */
final class Rescue implements UDF2<String, Seq<String>, String> {
  private static final long serialVersionUID = 1L;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private final Set<String> columns;

  Rescue(Set<String> columns) {
    this.columns = Set.copyOf(columns);
  }

  @Override
  public String call(String record, Seq<String> unfit) throws JsonProcessingException {
    ObjectNode rest = MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> field : MAPPER.readTree(record).properties()) {
      if (!columns.contains(field.getKey()) || unfit.contains(field.getKey())) {
        rest.set(field.getKey(), field.getValue());
      }
    }
    return rest.isEmpty() ? null : MAPPER.writeValueAsString(rest);
  }
}
