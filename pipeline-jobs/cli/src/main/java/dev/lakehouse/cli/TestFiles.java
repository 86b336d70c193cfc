package dev.lakehouse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Unit tests beside specs: the YAML files of folders named {@code tests}. A document is one test:
 * {@code name}, {@code given} and {@code expect}, each a table's name and its rows, as a list or as
 * the path of a CSV file beside the test.
 */
final class TestFiles {
  /** Name of the folders, whose files are no specs. */
  static final String FOLDER = "tests";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Set<String> FIELDS = Set.of("name", "given", "expect");

  private TestFiles() {}

  /** Whether a file lies in a folder of tests below {@code root}. */
  static boolean isTest(Path root, Path file) {
    Path inside = root.relativize(file).getParent();
    return inside != null
        && Stream.iterate(inside, path -> path != null, Path::getParent)
            .anyMatch(path -> path.getFileName().toString().equals(FOLDER));
  }

  /** The tests below the folders, in order of their files. */
  static List<LocalJob.TestCase> read(List<Path> roots) {
    List<LocalJob.TestCase> tests = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file :
            files
                .filter(f -> Files.isRegularFile(f) && isTest(root, f))
                .filter(f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".yml"))
                .sorted()
                .toList()) {
          tests.addAll(read(file));
        }
      } catch (IOException e) {
        throw new UserError(root + " can't be read: " + e.getMessage());
      }
    }
    if (tests.isEmpty()) {
      throw new UserError(
          "there is no test: write one as a YAML file in a folder " + FOLDER + " beside the specs");
    }
    return tests;
  }

  private static List<LocalJob.TestCase> read(Path file) throws IOException {
    List<LocalJob.TestCase> tests = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(Files.readString(file))) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (!document.isNull()) {
          tests.add(test(file, document, tests.size() + 1));
        }
      }
    } catch (JsonProcessingException e) {
      throw new UserError(file + " is not YAML: " + e.getOriginalMessage());
    }
    return tests;
  }

  private static LocalJob.TestCase test(Path file, JsonNode document, int number) {
    Set<String> unknown = new TreeSet<>();
    document.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty() || !document.path("expect").isObject()) {
      throw new UserError(
          "%s: a test has the fields name, given and expect, and needs expect%s"
              .formatted(file, unknown.isEmpty() ? "" : "; it has no field " + unknown));
    }
    return new LocalJob.TestCase(
        document.path("name").asText("test " + number),
        file.toString(),
        tables(file, document.path("given")),
        tables(file, document.path("expect")));
  }

  private static Map<String, LocalJob.Rows> tables(Path file, JsonNode tables) {
    Map<String, LocalJob.Rows> rows = new LinkedHashMap<>();
    tables
        .properties()
        .forEach(
            table -> {
              if (TableName.parse(table.getKey()).isEmpty()) {
                throw new UserError(
                    "%s: '%s' is not a table; write layer.name, for example bronze.orders"
                        .formatted(file, table.getKey()));
              }
              rows.put(table.getKey(), rows(file, table.getKey(), table.getValue()));
            });
    return rows;
  }

  private static LocalJob.Rows rows(Path file, String table, JsonNode value) {
    if (value.isTextual()) {
      Path csv = file.resolveSibling(value.asText());
      if (!Files.isRegularFile(csv)) {
        throw new UserError("%s: there is no file %s for %s".formatted(file, csv, table));
      }
      return new LocalJob.Rows(null, csv.toAbsolutePath().toString());
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (JsonNode row : value) {
      if (!row.isObject()) {
        throw new UserError(
            "%s: rows of %s are maps, for example {id: 1, name: ann}".formatted(file, table));
      }
      rows.add(YAML.convertValue(row, new com.fasterxml.jackson.core.type.TypeReference<>() {}));
    }
    return new LocalJob.Rows(rows, null);
  }
}
