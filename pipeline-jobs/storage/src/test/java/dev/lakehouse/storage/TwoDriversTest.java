package dev.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.LogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two drivers commit the same version of one table: the second does so after the first has looked
 * whether the version is free, and before the first has written it. Delta's default store for S3
 * loses a commit then; ours does not.
 */
class TwoDriversTest {
  private static final List<String> FIRST = List.of("{\"txnId\":\"first\"}");
  private static final List<String> SECOND = List.of("{\"txnId\":\"second\"}");

  private static LakeOnS3 lake;

  @BeforeAll
  static void start() {
    lake = new LakeOnS3();
  }

  @AfterAll
  static void stop() throws IOException {
    FileSystem.closeAll();
    lake.close();
  }

  @Test
  void theDefaultStoreTellsBothThatTheyWonAndLosesOneCommit() throws Exception {
    Configuration configuration = lake.writer();
    Path path = LakeOnS3.commit("default-store", 0);
    LogStore first = new S3SingleDriverLogStore(configuration);
    Driver second = otherDriver(S3SingleDriverLogStore.class);

    first.write(path, interrupted(FIRST, () -> second.write(path, SECOND)), false, configuration);

    assertThat(LakeOnS3.read(first, path, configuration)).isEqualTo(FIRST);
  }

  @Test
  void oursTellsTheFirstThatItLostAndKeepsTheCommitOfTheSecond() throws Exception {
    Configuration configuration = lake.writer();
    Path path = LakeOnS3.commit("our-store", 0);
    LogStore first = new ConditionalPutLogStore(configuration);
    Driver second = otherDriver(ConditionalPutLogStore.class);

    assertThatThrownBy(
            () ->
                first.write(
                    path,
                    interrupted(FIRST, () -> second.write(path, SECOND)),
                    false,
                    configuration))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(LakeOnS3.read(first, path, configuration)).isEqualTo(SECOND);
  }

  private interface Driver {
    void write(Path path, List<String> actions) throws Exception;
  }

  private interface Interruption {
    void run() throws Exception;
  }

  /** The actions of a commit; the interruption happens when the first of them is asked for. */
  private static Iterator<String> interrupted(List<String> actions, Interruption interruption) {
    Iterator<String> inner = actions.iterator();
    return new Iterator<>() {
      private boolean interrupted;

      @Override
      public boolean hasNext() {
        if (!interrupted) {
          interrupted = true;
          try {
            interruption.run();
          } catch (Exception e) {
            throw new IllegalStateException("the other driver failed", e);
          }
        }
        return inner.hasNext();
      }

      @Override
      public String next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return inner.next();
      }
    };
  }

  /**
   * A driver that shares no state with this one: the default store's lock is a static field, which
   * other processes would not see either.
   */
  private static Driver otherDriver(Class<? extends LogStore> store) throws Exception {
    Configuration configuration = lake.writer();
    Object other =
        new OwnStores()
            .loadClass(store.getName())
            .getConstructor(Configuration.class)
            .newInstance(configuration);
    assertThat(other).isNotInstanceOf(LogStore.class);
    var write =
        other
            .getClass()
            .getMethod("write", Path.class, Iterator.class, Boolean.class, Configuration.class);
    return (path, actions) -> write.invoke(other, path, actions.iterator(), false, configuration);
  }

  /** Loads the log stores anew instead of taking those of this process. */
  private static final class OwnStores extends URLClassLoader {
    OwnStores() {
      super(
          new URL[] {codeOf(LogStore.class), codeOf(ConditionalPutLogStore.class)},
          TwoDriversTest.class.getClassLoader());
    }

    private static URL codeOf(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.delta.storage.") && !name.startsWith("dev.lakehouse.storage.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
