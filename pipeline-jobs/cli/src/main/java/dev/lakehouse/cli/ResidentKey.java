package dev.lakehouse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a JVM of Spark must have in common with the one a command would start: options and class
 * path with the time of each file, the folder (paths may be relative), and the variables that
 * Spark, Hadoop, the AWS SDK, masks and Java itself read. A digest: salts and credentials don't
 * show.
 */
final class ResidentKey {
  private static final Pattern VARIABLES =
      Pattern.compile(
          "(LAKEHOUSE_|AWS_|SPARK_|HADOOP_|JAVA_|JDK_|LC_|no_proxy|https?_proxy).*|PATH|HOME|USER|LANG|TZ");

  /** The first start writes the archive that others read; the JVM does the same with either. */
  private static final Pattern ARCHIVE =
      Pattern.compile("^.*-XX:(SharedArchiveFile|ArchiveClassesAtExit)=.*$", Pattern.MULTILINE);

  private static final Pattern CLASS_PATH =
      Pattern.compile("^-cp\\s+\"?([^\"\\n]+)", Pattern.MULTILINE);

  private ResidentKey() {}

  static String of(Path argumentFile, Map<String, String> environment) {
    try {
      String arguments = Files.readString(argumentFile);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, System.getProperty("java.home"));
      add(digest, Path.of("").toAbsolutePath().toString());
      add(digest, ARCHIVE.matcher(arguments).replaceAll(""));
      var paths = CLASS_PATH.matcher(arguments);
      if (paths.find()) {
        for (String entry : paths.group(1).split(System.getProperty("path.separator"))) {
          add(digest, entry + stamp(Path.of(entry)));
        }
      }
      for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
        if (VARIABLES.matcher(variable.getKey()).matches()) {
          add(digest, variable.getKey() + "=" + variable.getValue());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static String stamp(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return "@" + attributes.size() + "@" + attributes.lastModifiedTime().toMillis();
  }
}
