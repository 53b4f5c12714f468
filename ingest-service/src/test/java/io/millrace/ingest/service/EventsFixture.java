package io.millrace.ingest.service;

import io.micronaut.runtime.server.EmbeddedServer;
import io.millrace.kafka.record.DeadLetter;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** What tests of events over HTTP share: a pipeline to send them to, and what came of them. */
abstract class EventsFixture extends HttpTest {
    static final String EVENTS = PIPELINES + "speeds/events";
    static final String NDJSON = "application/x-ndjson";
    static final String A = "{\"device\":\"a\",\"speed\":1}\n";
    static final String B = "{\"device\":\"b\",\"speed\":2}\n";

    EventsFixture(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @BeforeEach
    void putPipeline() {
        put("speeds", definition("speeds", ""), "Content-Type", "application/yaml");
    }

    long events() {
        return attachments.producer.history().stream()
                .filter(record -> record.topic().equals("events.acme"))
                .count();
    }

    List<DeadLetter> deadLetters() {
        return attachments.producer.history().stream()
                .filter(record -> record.topic().equals("dead-letters"))
                .map(record -> attachments.deadLetters.deserialize(record.value()))
                .toList();
    }

    Answer compressed(String encoding, byte[] body) {
        return send(
                "POST", EVENTS, BodyPublishers.ofByteArray(body), "Content-Type", NDJSON, "Content-Encoding", encoding);
    }
}
