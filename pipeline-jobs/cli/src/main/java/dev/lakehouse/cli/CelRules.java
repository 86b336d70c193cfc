package dev.lakehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.lakehouse.api.manifest.RuleCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of the schemas, in the language the API server evaluates them in. */
final class CelRules implements RuleCheck {
  private final Cel cel =
      CelFactory.standardCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .build();
  private final Map<String, CelRuntime.Program> programs = new HashMap<>();

  @Override
  public boolean holds(String rule, JsonNode self) {
    try {
      return (boolean)
          programs.computeIfAbsent(rule, this::program).eval(Map.of("self", value(self)));
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("the rule can't be evaluated: " + rule, e);
    }
  }

  private CelRuntime.Program program(String rule) {
    try {
      return cel.createProgram(cel.compile(rule).getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException("the schema has a rule that is no CEL: " + rule, e);
    }
  }

  /** As CEL knows values: whole numbers are of 64 bits. */
  private static Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new HashMap<>();
      node.fields().forEachRemaining(field -> map.put(field.getKey(), value(field.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(item -> list.add(value(item)));
      return list;
    }
    if (node.isIntegralNumber()) {
      return node.longValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.asText();
  }
}
