package dev.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.lakehouse.emulators.FaultProxy;
import io.delta.storage.LogStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** S3 carried out the PUT, the writer did not hear of it, tried again and was refused. */
class LostAnswerTest {
  @Test
  void aCommitWhoseAnswerWasLostIsKnownAsOwnAndAnotherWritersIsNot() throws IOException {
    try (LakeOnS3 lake = new LakeOnS3();
        FaultProxy proxy = new FaultProxy(lake.url(), 1)) {
      Configuration configuration = lake.writer(proxy.url());
      configuration.setBoolean("fs.s3a.impl.disable.cache", true);
      LogStore store = new ConditionalPutLogStore(configuration);
      Path path = LakeOnS3.commit("lossy", 0);

      proxy.loseAnswersToPuts(1);
      store.write(path, List.of("{\"txnId\":\"one\"}").iterator(), false, configuration);
      assertThat(proxy.counts()).containsOnly(entry(FaultProxy.Fault.ANSWER_LOST, 1));
      assertThat(LakeOnS3.read(store, path, configuration)).containsExactly("{\"txnId\":\"one\"}");

      proxy.loseAnswersToPuts(1);
      assertThatThrownBy(
              () ->
                  store.write(
                      path, List.of("{\"txnId\":\"two\"}").iterator(), false, configuration))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(proxy.counts()).containsOnly(entry(FaultProxy.Fault.ANSWER_LOST, 2));
      assertThat(LakeOnS3.read(store, path, configuration)).containsExactly("{\"txnId\":\"one\"}");
    }
  }
}
