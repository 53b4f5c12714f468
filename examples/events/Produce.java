import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A plain Kafka client that knows nothing of Millrace: writes the lines of a file to the topic {@code shop-events}, keyed by customer.
 *
 * <pre>
 * java -cp 'target/millrace/lib/cli/*' examples/events/Produce.java examples/events/sample.ndjson 127.0.0.1:9092
 * </pre>
 */
final class Produce {
    private static final String TOPIC = "shop-events";
    private static final int PARTITIONS = 4;

    private Produce() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", arguments[1]);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty()))).all().get();
        } catch (ExecutionException failure) {
            // Somebody made it before: then it is there, which is all that matters.
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure;
            }
        }
        ObjectMapper json = new ObjectMapper();
        List<Future<RecordMetadata>> written = new ArrayList<>();
        try (Producer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
                BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = json.readTree(line);
                written.add(producer.send(new ProducerRecord<>(TOPIC, event.path("customer").asText(), line)));
            }
            for (Future<RecordMetadata> record : written) {
                record.get();
            }
        }
        System.out.println(written.size() + " records written to " + TOPIC);
    }
}
