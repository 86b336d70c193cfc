package dev.lakehouse.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's script does when things go wrong, against stand-ins for the cluster's tools. */
class DemoScriptTest {
  /** The code by which the scripts say that they have told what failed. */
  private static final int TOLD = 70;

  @TempDir private Path folder;

  @Test
  void aFailureAfterTheClusterIsThereIsToldAndAllIsStopped() throws Exception {
    // The API server answers once; whatever is asked of it later fails, also what gathers evidence.
    tool(
        "kubectl",
        "case \"$*\" in *readyz*) ;; *config*view*) echo https://127.0.0.1:1 ;; *) exit 1 ;; esac");
    tool("helm", "echo 'no such release' >&2; exit 1");
    tool("go", ":");

    Outcome outcome = demo();

    assertThat(outcome.text())
        .containsSubsequence(
            "using the cluster of KUBECONFIG",
            "FAILED: spark-operator ended with exit code 1",
            "the whole log: ",
            "the state of things at the failure is in ",
            "stopping all that was started",
            "the cluster is down");
    assertThat(outcome.code()).isEqualTo(TOLD);
  }

  @Test
  void aClusterThatDoesNotAnswerIsNamedWithWhatToDo() throws Exception {
    tool("kubectl", "exit 1");
    tool("helm", "exit 1");

    Outcome outcome = demo();

    assertThat(outcome.text())
        .containsSubsequence(
            "FAILED: the API server of KUBECONFIG=", "correct or unset KUBECONFIG");
    assertThat(outcome.code()).isEqualTo(TOLD);
  }

  private record Outcome(int code, String text) {}

  private Outcome demo() throws IOException, InterruptedException {
    Path script = Path.of("cluster", "demo").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", script.toString())).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("LAKEHOUSE_CACHE", folder.resolve("cache").toString());
    environment.put("KUBECONFIG", Files.createFile(folder.resolve("kubeconfig")).toString());
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), text);
    }
  }

  private void tool(String name, String body) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
