package io.millrace.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.millrace.model.format.CutRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisteredAvroTest {
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Click", "fields": [{"name": "page", "type": "string"}]}""");

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private RegisteredAvro avro;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            int status = path.endsWith("/schemas/ids/7") ? 200 : path.endsWith("/schemas/ids/8") ? 404 : 503;
            String answer =
                    status == 200 ? "{\"schema\": \"" + SCHEMA.toString().replace("\"", "\\\"") + "\"}" : "{}";
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        avro = new RegisteredAvro(new SchemaRegistry(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private static byte[] bytes(int id) {
        return ByteBuffer.allocate(7)
                .put((byte) 0)
                .putInt(id)
                .put((byte) 2)
                .put((byte) 'a')
                .array();
    }

    @Test
    void shouldAskForASchemaOnce() {
        // When
        CutRecord first = avro.cut(3, bytes(7));
        CutRecord second = avro.cut(4, bytes(7));

        // Then
        assertThat(first.index()).isEqualTo(3);
        assertThat(first.original()).isEqualTo(bytes(7));
        assertThat(first.content()).isEqualTo(new CutRecord.Avro(SCHEMA, 5));
        assertThat(second.content()).isEqualTo(first.content());
        assertThat(asked).hasValue(1);
    }

    @Test
    void shouldSayWhatHasNoSchema() {
        assertThat(avro.cut(0, new byte[] {1, 0, 0, 0, 7}).content()).isInstanceOf(CutRecord.Unreadable.class);
        assertThat(avro.cut(0, new byte[] {0, 0, 0, 7}).content()).isInstanceOf(CutRecord.Unreadable.class);
        assertThat(avro.cut(0, bytes(8)).content())
                .isInstanceOfSatisfying(CutRecord.Unreadable.class, unreadable -> assertThat(unreadable.problem())
                        .contains("404"));
    }

    @Test
    void shouldNotTakeARegistryThatIsAwayForARecordWithoutSchema() {
        assertThatThrownBy(() -> avro.cut(0, bytes(9))).isInstanceOf(SchemaRegistryException.class);
    }
}
