package dev.lakehouse.cli;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.compiler.Violation;
import dev.lakehouse.compiler.Workspace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles all objects of some files, each among those of its namespace. */
final class ProjectCompiler {
  private final List<LoadedObject> objects;
  private final boolean complete;
  private final Map<String, Workspace> workspaces = new HashMap<>();
  private final List<CompiledObject> compiled = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param complete false when some objects could not be read: that others don't find what they
   *     refer to is then no news
   */
  ProjectCompiler(List<LoadedObject> objects, boolean complete) {
    this.objects = objects;
    this.complete = complete;
  }

  List<CompiledObject> compiled() {
    return compiled;
  }

  List<Finding> findings() {
    return findings;
  }

  ProjectCompiler compile() {
    for (LoadedObject loaded : objects) {
      Workspace workspace = workspaces.computeIfAbsent(loaded.namespace(), this::workspace);
      if (loaded.object() instanceof Lakehouse lakehouse) {
        report(loaded, PlanCompiler.check(lakehouse));
      } else if (loaded.object() instanceof DataSource source) {
        keep(loaded, PlanCompiler.compile(source, workspace));
      } else if (loaded.object() instanceof MedallionPipeline pipeline) {
        keep(loaded, PlanCompiler.compile(pipeline, workspace));
      } else if (loaded.object() instanceof SegmentModel model) {
        keep(loaded, PlanCompiler.compile(model, workspace));
      }
    }
    for (LoadedObject loaded : objects) { // they need the plans of the others
      if (loaded.object() instanceof LakehouseRun run) {
        checkRun(loaded, run);
      }
    }
    return this;
  }

  private Workspace workspace(String namespace) {
    return new Workspace(
        of(Lakehouse.class, namespace),
        of(DataSource.class, namespace),
        of(MedallionPipeline.class, namespace),
        of(SegmentModel.class, namespace));
  }

  private <T extends HasMetadata> List<T> of(Class<T> type, String namespace) {
    return objects.stream()
        .filter(loaded -> loaded.namespace().equals(namespace))
        .map(LoadedObject::object)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private void keep(LoadedObject loaded, Compilation compilation) {
    if (compilation instanceof Compilation.Compiled plan) {
      compiled.add(new CompiledObject(loaded, plan));
    } else if (compilation instanceof Compilation.Refused refused) {
      report(loaded, refused.violations());
    }
  }

  private void report(LoadedObject loaded, List<Violation> violations) {
    violations.stream()
        .filter(violation -> complete || !violation.reason().dependsOnOthers())
        .forEach(
            violation ->
                findings.add(new Finding(loaded.file(), loaded.title(), violation.message())));
  }

  private void checkRun(LoadedObject loaded, LakehouseRun run) {
    String owner =
        run.getSpec().pipelineRef() != null
            ? "MedallionPipeline " + run.getSpec().pipelineRef().name()
            : "SegmentModel " + run.getSpec().segmentModelRef().name();
    boolean exists =
        objects.stream()
            .anyMatch(
                other ->
                    other.namespace().equals(loaded.namespace()) && other.title().equals(owner));
    if (!exists && complete) {
      findings.add(
          new Finding(
              loaded.file(), loaded.title(), "spec: there is no " + owner + "; correct the name"));
    }
    Optional<CompiledObject> plan =
        compiled.stream()
            .filter(
                other ->
                    other.source().namespace().equals(loaded.namespace())
                        && other.source().title().equals(owner))
            .findFirst();
    plan.ifPresent(
        known -> report(loaded, PlanCompiler.check(run.getSpec(), known.compiled().plan())));
  }
}
