package io.millrace.ingest.sources.poll;

import io.millrace.ingest.sources.Steps;
import io.millrace.model.definition.RecordsPath;
import io.millrace.model.definition.SourceDefinition.HeaderValue;
import io.millrace.model.definition.SourceDefinition.Paging;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import io.millrace.shell.life.Backoff;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of polls share: a server, a secret for it, and sources that ask it. */
abstract class PollFixture {
    static final int MOST_BYTES = 100_000;

    @TempDir
    Path secrets = Path.of("");

    Duration timeout = Duration.ofSeconds(30);
    Set<String> hosts = Set.of("*");
    PolledServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new PolledServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    Poll poll(Optional<Paging> paging, Repeats repeats) {
        return new Poll(
                "one",
                URI.create(server.base() + "/readings?site=1"),
                Duration.ofSeconds(10),
                RecordsPath.parse("$.data[*]"),
                Map.of("Authorization", new HeaderValue.Secret("crm")),
                paging,
                timeout,
                repeats);
    }

    Poll poll() {
        return poll(Optional.empty(), Repeats.IGNORE);
    }

    PollSource open(Poll definition, Steps steps) throws IOException {
        Files.createDirectories(secrets.resolve("acme"));
        Files.writeString(secrets.resolve("acme/crm"), "Bearer s3cret\n");
        return new PollSource(
                Steps.KEY,
                definition,
                steps.intake(),
                new PollSource.Access(new HttpAnswers(MOST_BYTES), new AllowedHosts(hosts), new Secrets(secrets)),
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(1)));
    }

    static String data(String... records) {
        return "{\"data\":[" + String.join(",", records) + "]}";
    }

    static String record(String device, Object speed) {
        return "{\"device\":\"" + device + "\",\"speed\":" + speed + "}";
    }
}
