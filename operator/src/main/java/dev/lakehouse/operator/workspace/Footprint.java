package dev.lakehouse.operator.workspace;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.ExpectationSpec;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineSpec.GoldTable;
import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.api.ObjectRef;
import dev.lakehouse.api.PublishTarget;
import dev.lakehouse.api.SegmentModel;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a spec declares and names, without parsing SQL. It answers who must look again when another
 * object changes; one too many looks again for nothing, one too few would wait for ever. So {@code
 * mentions} holds every word of a query, since a table is named by one of them.
 *
 * @param lakehouse name of the Lakehouse it belongs to; its own for a Lakehouse
 * @param declares bare names of the tables it owns
 * @param mentions bare names of tables it may read
 * @param connections names of the connections it uses
 * @param secrets Secrets it names itself
 * @param publishes warehouse tables it writes
 */
record Footprint(
    String lakehouse,
    Set<String> declares,
    Set<String> mentions,
    Set<String> connections,
    Set<String> secrets,
    Set<String> publishes) {
  private static final Pattern WORD = Pattern.compile("[a-z_][a-z0-9_]*");

  static Footprint of(HasMetadata object) {
    Collector found = new Collector();
    String lakehouse;
    if (object instanceof Lakehouse own) {
      lakehouse = own.getMetadata().getName();
      found.secrets.addAll(LakehouseSecrets.names(own));
    } else if (object instanceof DataSource source) {
      lakehouse = nameOf(source.getSpec().lakehouseRef());
      found.add(source);
    } else if (object instanceof MedallionPipeline pipeline) {
      lakehouse = nameOf(pipeline.getSpec().lakehouseRef());
      found.add(pipeline);
    } else if (object instanceof SegmentModel model) {
      lakehouse = nameOf(model.getSpec().lakehouseRef());
      found.add(model);
    } else {
      throw new IllegalArgumentException(object.getKind() + " declares no tables");
    }
    return found.footprint(lakehouse);
  }

  private static String nameOf(ObjectRef lakehouse) {
    return lakehouse == null ? "default" : lakehouse.name();
  }

  /** Gathers while walking a spec. */
  private static final class Collector {
    private final Set<String> declares = new HashSet<>();
    private final Set<String> mentions = new HashSet<>();
    private final Set<String> connections = new HashSet<>();
    private final Set<String> secrets = new HashSet<>();
    private final Set<String> publishes = new HashSet<>();

    Footprint footprint(String lakehouse) {
      return new Footprint(
          lakehouse,
          Set.copyOf(declares),
          Set.copyOf(mentions),
          Set.copyOf(connections),
          Set.copyOf(secrets),
          Set.copyOf(publishes));
    }

    void add(DataSource source) {
      declares.add(source.getMetadata().getName().replace('-', '_'));
      if (source.getSpec().jdbc() != null) {
        connections.add(source.getSpec().jdbc().connection());
      }
      if (source.getSpec().http() != null) {
        connections.add(source.getSpec().http().connection());
      }
    }

    void add(MedallionPipeline pipeline) {
      all(pipeline.getSpec().silver()).forEach(this::add);
      all(pipeline.getSpec().gold()).forEach(this::add);
    }

    void add(SegmentModel model) {
      declare(model.getSpec().output().table());
      mention(model.getSpec().from());
      publish(model.getSpec().output().publish());
    }

    private void add(SilverTable table) {
      declares.add(table.name());
      mention(table.from());
      all(table.alsoFrom()).forEach(flow -> mention(flow.from()));
      if (table.sql() != null) {
        mention(table.sql());
      }
      expect(table.expectations());
      all(table.columns())
          .filter(column -> column.mask() != null)
          .forEach(column -> column.mask().salt().ifPresent(secrets::add));
    }

    private void add(GoldTable table) {
      declares.add(table.name());
      mention(table.sql());
      expect(table.expectations());
      publish(table.publish());
    }

    private void expect(List<ExpectationSpec> expectations) {
      all(expectations)
          .filter(expectation -> expectation.references() != null)
          .forEach(expectation -> mention(expectation.references().table()));
    }

    private void publish(List<PublishTarget> targets) {
      all(targets)
          .forEach(
              target -> {
                connections.add(target.to());
                publishes.add(target.to() + "/" + target.table());
              });
    }

    private void declare(String table) {
      declares.add(table.substring(table.indexOf('.') + 1));
    }

    private void mention(String text) {
      Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
      while (words.find()) {
        mentions.add(words.group().intern());
      }
    }

    private static <T> Stream<T> all(List<T> list) {
      return list == null ? Stream.empty() : list.stream();
    }
  }
}
