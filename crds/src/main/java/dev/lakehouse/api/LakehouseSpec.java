package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What the platform team decides once for all tables of a lakehouse. */
@JsonClassDescription("What is wanted.")
@ApiType
public record LakehouseSpec(
    @Required @JsonPropertyDescription("Where the tables lie.") Storage storage,
    @Required @JsonPropertyDescription("How the jobs of this lakehouse run: image, identity, size.")
        Workloads workloads,
    @JsonPropertyDescription(
            "Endpoints that replace those of AWS. Only for S3-compatible stores, VPC endpoints and"
                + " emulators.")
        Endpoints endpoints,
    @Size(max = 50)
        @ValidationRule(
            value = "self.all(a, self.exists_one(b, b.name == a.name))",
            message = "two connections have the same name: give each its own, others refer to it")
        @JsonPropertyDescription(
            "Databases, warehouses and APIs that DataSources read from and gold tables are"
                + " published to; they are referred to by name.")
        List<Connection> connections,
    @Default("Retain")
        @JsonPropertyDescription(
            "What happens to tables when the objects that declare them are deleted. Retain: nothing"
                + " is dropped, ever.")
        DeletionPolicy deletionPolicy) {

  /** What happens to data when its declaration goes away. */
  public enum DeletionPolicy {
    @JsonProperty("Retain")
    RETAIN
  }

  /** Where tables lie. */
  @ApiType
  public record Storage(
      @Required
          @Size(min = 2, max = 500)
          @ValidationRule(
              value = "self.startsWith('s3a://') || self.startsWith('file:/')",
              message =
                  "must be a folder on S3 written s3a://BUCKET/PREFIX (or, for tests on one"
                      + " machine, file:/PATH)")
          @ValidationRule(
              value = "self == oldSelf",
              message =
                  "can't be changed: the tables would be left behind; make a new Lakehouse and copy"
                      + " them")
          @JsonPropertyDescription(
              "Folder of all tables: table bronze.orders lies at ROOT/bronze/orders. For example"
                  + " s3a://acme-lake/crm.")
          String root,
      @Size(max = 64)
          @JsonPropertyDescription(
              "AWS region of the bucket and of the streams, for example eu-west-1.")
          String region,
      @JsonPropertyDescription("Encryption of what is written; absent: as the bucket is set up.")
          Encryption encryption) {}

  /** Encryption at rest. */
  @ApiType
  public record Encryption(
      @Required
          @Size(min = 1, max = 500)
          @JsonPropertyDescription(
              "KMS key for all objects written: an id, an ARN, or an alias such as alias/lake.")
          String kmsKeyId) {}

  /** Endpoints other than those of AWS. */
  @ApiType
  public record Endpoints(
      @Size(max = 500) @JsonPropertyDescription("Endpoint of S3, for example http://minio:9000.")
          String s3,
      @Size(max = 500) @JsonPropertyDescription("Endpoint of Kinesis Data Streams.") String kinesis,
      @Size(max = 500) @JsonPropertyDescription("Endpoint of the Redshift Data API.")
          String redshiftData) {}

  /** How jobs run. */
  @ApiType
  public record Workloads(
      @Required
          @Size(min = 1, max = 500)
          @JsonPropertyDescription(
              "Image of the Spark jobs; of the operator's version, so that it reads its plans.")
          String image,
      @Size(max = 500)
          @JsonPropertyDescription(
              "Image of the Kinesis consumer; required where a DataSource reads from Kinesis.")
          String consumerImage,
      @Default("IfNotPresent")
          @JsonPropertyDescription("When nodes pull the images. Defaults to IfNotPresent.")
          ImagePullPolicy imagePullPolicy,
      @Size(max = 63)
          @Default("lakehouse-jobs")
          @JsonPropertyDescription(
              "ServiceAccount of the jobs in the Lakehouse's namespace; the operator makes it where"
                  + " it is missing and grants it just what jobs need. Give it an IAM role (IRSA)"
                  + " by annotation; no keys in specs, ever. Defaults to lakehouse-jobs.")
          String serviceAccountName,
      @Default("Kubeflow")
          @JsonPropertyDescription(
              "Which Spark operator runs the SparkApplications. Kubeflow:"
                  + " sparkoperator.k8s.io/v1beta2. Apache: spark.apache.org/v1. Defaults to"
                  + " Kubeflow.")
          SparkBackend sparkBackend,
      @JsonPropertyDescription("Size of the driver of each run, and of a batch ingestion's pod.")
          PodSize driver,
      @JsonPropertyDescription("Number and size of the executors of each run.") Executors executors,
      @JsonPropertyDescription("Further settings of Spark, by their names; they win over ours.")
          java.util.Map<String, String> sparkConf,
      @Size(max = 50)
          @JsonPropertyDescription("Environment variables of all job pods; no secrets here.")
          List<EnvironmentVariable> env,
      @Size(max = 20)
          @JsonPropertyDescription(
              "Secrets of the Lakehouse's namespace whose keys become environment variables of all"
                  + " job pods.")
          List<ObjectRef> envFromSecrets,
      @JsonPropertyDescription("Labels a node must have to run job pods.")
          java.util.Map<String, String> nodeSelector,
      @Size(max = 20) @JsonPropertyDescription("Taints of nodes that job pods tolerate.")
          List<Toleration> tolerations,
      @JsonPropertyDescription("Annotations of all job pods.")
          java.util.Map<String, String> annotations) {}

  /** When nodes pull an image. */
  public enum ImagePullPolicy {
    @JsonProperty("Always")
    ALWAYS("Always"),
    @JsonProperty("IfNotPresent")
    IF_NOT_PRESENT("IfNotPresent"),
    @JsonProperty("Never")
    NEVER("Never");

    private final String label;

    ImagePullPolicy(String label) {
      this.label = label;
    }

    /** The policy as Kubernetes writes it. */
    public String label() {
      return label;
    }
  }

  /** The Spark operators that can run our applications. */
  public enum SparkBackend {
    @JsonProperty("Kubeflow")
    KUBEFLOW,
    @JsonProperty("Apache")
    APACHE
  }

  /** Size of one pod. */
  @ApiType
  public record PodSize(
      @Default("1")
          @io.fabric8.generator.annotation.Min(1)
          @io.fabric8.generator.annotation.Max(64)
          @JsonPropertyDescription("Cores Spark uses. Defaults to 1.")
          Integer cores,
      @Size(max = 20)
          @JsonPropertyDescription(
              "CPU the pod asks of Kubernetes where that is less than its cores, for example 200m.")
          String cpuRequest,
      @Default("1g")
          @Size(max = 10)
          @ValidationRule(
              value = "self.matches('^[1-9][0-9]*[mg]$')",
              message = "is not a memory size: write a whole number and m or g, for example 1g")
          @JsonPropertyDescription(
              "Memory of the Java process, for example 2g; the pod gets Spark's overhead on top."
                  + " Defaults to 1g.")
          String memory) {}

  /** Number and size of executors. */
  @ApiType
  public record Executors(
      @Default("2")
          @io.fabric8.generator.annotation.Min(1)
          @io.fabric8.generator.annotation.Max(1000)
          @JsonPropertyDescription("Number of executors. Defaults to 2.")
          Integer instances,
      @Default("1")
          @io.fabric8.generator.annotation.Min(1)
          @io.fabric8.generator.annotation.Max(64)
          @JsonPropertyDescription("Cores Spark uses of each. Defaults to 1.")
          Integer cores,
      @Size(max = 20)
          @JsonPropertyDescription(
              "CPU each pod asks of Kubernetes where that is less than its cores, for example"
                  + " 200m.")
          String cpuRequest,
      @Default("1g")
          @Size(max = 10)
          @ValidationRule(
              value = "self.matches('^[1-9][0-9]*[mg]$')",
              message = "is not a memory size: write a whole number and m or g, for example 1g")
          @JsonPropertyDescription(
              "Memory of each Java process, for example 4g; the pod gets Spark's overhead on top."
                  + " Defaults to 1g.")
          String memory) {}

  /** One environment variable. */
  @ApiType
  public record EnvironmentVariable(
      @Required @Size(min = 1, max = 200) @JsonPropertyDescription("Name of the variable.")
          String name,
      @Required @Size(max = 2000) @JsonPropertyDescription("Its value.") String value) {}

  /** A taint that pods tolerate, as Kubernetes has it. */
  @ApiType
  public record Toleration(
      @JsonPropertyDescription("Key of the taint; absent: every taint.") String key,
      @JsonPropertyDescription("Exists or Equal.") String operator,
      @JsonPropertyDescription("Value of the taint, with Equal.") String value,
      @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute; absent: every effect.")
          String effect,
      @JsonPropertyDescription("How long a NoExecute taint is tolerated.")
          Long tolerationSeconds) {}

  /** A database or warehouse. */
  @ApiType
  @ValidationRule(
      value = "[has(self.jdbc), has(self.redshift), has(self.http)].exists_one(x, x)",
      message = "must have exactly one of jdbc, redshift and http: it says what it leads to")
  public record Connection(
      @Required
          @Size(min = 1, max = 40)
          @ValidationRule(
              value = "self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
              message =
                  "must start with a lower-case letter and hold lower-case letters, digits and"
                      + " dashes")
          @JsonPropertyDescription("The name others refer to, for example warehouse.")
          String name,
      @JsonPropertyDescription("A database reached by JDBC; PostgreSQL's driver is in the image.")
          Jdbc jdbc,
      @JsonPropertyDescription("An Amazon Redshift warehouse, reached by its Data API.")
          Redshift redshift,
      @JsonPropertyDescription("An HTTP API that DataSources read from.") HttpConnection http) {}

  /** A database reached by JDBC. */
  @ApiType
  public record Jdbc(
      @Required
          @Size(min = 1, max = 1000)
          @ValidationRule(
              value = "self.startsWith('jdbc:postgresql:')",
              message = "must start with jdbc:postgresql: (other databases are not supported yet)")
          @ValidationRule(
              value = "!self.contains('password=')",
              message =
                  "must not hold a password: put it into the Secret named by credentialsSecret")
          @JsonPropertyDescription("JDBC URL, without user or password.")
          String url,
      @Size(max = 253)
          @JsonPropertyDescription(
              "Secret in the same namespace with the keys username and password; absent: none"
                  + " needed.")
          String credentialsSecret) {}

  /** A Redshift warehouse. */
  @ApiType
  @ValidationRule(
      value = "has(self.workgroup) != has(self.clusterIdentifier)",
      message =
          "must have either workgroup (Redshift Serverless) or clusterIdentifier (provisioned)")
  public record Redshift(
      @Size(max = 64) @JsonPropertyDescription("Workgroup of Redshift Serverless.")
          String workgroup,
      @Size(max = 64) @JsonPropertyDescription("Identifier of a provisioned cluster.")
          String clusterIdentifier,
      @Required @Size(min = 1, max = 127) @JsonPropertyDescription("Database in the warehouse.")
          String database,
      @Required
          @Size(min = 1, max = 500)
          @JsonPropertyDescription(
              "Role Redshift assumes to read what a publish staged on S3 (COPY).")
          String iamRoleArn,
      @Size(max = 500)
          @JsonPropertyDescription(
              "Secrets Manager secret with the database user; absent: the jobs' own IAM identity.")
          String secretArn) {}
}
