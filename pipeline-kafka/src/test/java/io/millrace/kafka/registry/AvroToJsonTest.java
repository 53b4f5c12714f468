package io.millrace.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroToJsonTest {
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Click", "fields": [
              {"name": "page", "type": "string"},
              {"name": "visits", "type": ["null", "long"]},
              {"name": "ratio", "type": "double"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "at_micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
              {"name": "raw", "type": {"type": "fixed", "name": "Two", "size": 2}},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
              {"name": "tags", "type": {"type": "array", "items": "boolean"}},
              {"name": "more", "type": {"type": "map", "values": "float"}}
            ]}""");

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private AvroToJson toJson;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            boolean known = exchange.getRequestURI().getPath().endsWith("/schemas/ids/7");
            String answer = known ? "{\"schema\": \"" + SCHEMA.toString().replace("\"", "\\\"") + "\"}" : "{}";
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        toJson = new AvroToJson(new SchemaRegistry(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private static byte[] encode(int id) throws IOException {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("page", "a\"b");
        record.put("visits", 9_007_199_254_740_993L);
        record.put("ratio", 0.5);
        record.put("at", 1_767_323_045_678L);
        record.put("at_micros", 1_767_323_045_678_901L);
        record.put("day", 20_455);
        record.put(
                "price",
                ByteBuffer.wrap(new BigDecimal("-12.30").unscaledValue().toByteArray()));
        record.put("raw", new GenericData.Fixed(SCHEMA.getField("raw").schema(), new byte[] {1, 2}));
        record.put("kind", new GenericData.EnumSymbol(SCHEMA.getField("kind").schema(), "B"));
        record.put("tags", List.of(true, false));
        record.put("more", Map.of("x", 1.5f));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    @Test
    void shouldWriteWhatFieldsCanBeReadFrom() throws IOException {
        // When
        String json = new String(toJson.json(encode(7)), StandardCharsets.UTF_8);
        toJson.json(encode(7));

        // Then
        assertThat(json)
                .isEqualTo("{\"page\":\"a\\\"b\",\"visits\":9007199254740993,\"ratio\":0.5,"
                        + "\"at\":\"2026-01-02T03:04:05.678Z\",\"at_micros\":\"2026-01-02T03:04:05.678901Z\","
                        + "\"day\":\"2026-01-02\",\"price\":\"-12.30\",\"raw\":\"AQI=\",\"kind\":\"B\","
                        + "\"tags\":[true,false],\"more\":{\"x\":1.5}}");
        assertThat(asked).hasValue(1);
    }

    @Test
    void shouldSayWhatIsNotAvroOfASchema() throws IOException {
        byte[] whole = encode(7);

        assertThatThrownBy(() -> toJson.json(new byte[] {1, 0, 0, 0, 7})).isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> toJson.json(Arrays.copyOf(whole, whole.length - 3)))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> toJson.json(encode(8))).isInstanceOf(SchemaRegistryException.class);
    }
}
