package io.millrace.ingest.sources.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.sources.Steps;
import io.millrace.model.definition.SourceDefinition.Paging;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whom polls may ask, and whom they tell their secrets. */
class PollAccessTest extends PollFixture {
    @Test
    void shouldNotTakeTheSecretToAnotherServer() throws Exception {
        // Given
        Poll definition = poll(Optional.of(new Paging.ByLink()), Repeats.IGNORE);
        Steps steps = new Steps(definition);
        server.will(200, data(record("a", 1)), "Link", "<http://localhost:1/x>; rel=next");

        // When
        steps.takeAll(open(definition, steps));

        // Then
        assertThat(server.requests()).hasSize(1);
        assertThat(steps.progress().error())
                .hasValueSatisfying(text -> assertThat(text).contains("not on the server of 127.0.0.1"));
    }

    @Test
    void shouldAskNobodyWhoMayNotBeAsked() throws Exception {
        // Given
        Steps steps = new Steps(poll());

        // When
        hosts = Set.of();
        steps.take(open(poll(), steps));
        Optional<String> notPublic = steps.progress().error();
        hosts = Set.of("example.org", "127.0.0.1:1", "*.example.org");
        steps.take(open(poll(), steps));
        Optional<String> notListed = steps.progress().error();

        // Then
        assertThat(notPublic).hasValueSatisfying(text -> assertThat(text).contains("not public"));
        assertThat(notListed).hasValueSatisfying(text -> assertThat(text).contains("not among"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldSayWhichSecretIsMissingAndNotSendWithoutIt() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        PollSource source = open(poll(), steps);
        Files.delete(secrets.resolve("acme/crm"));

        // When
        steps.take(source);

        // Then
        assertThat(steps.progress().error())
                .hasValueSatisfying(text -> assertThat(text).contains("the secret crm"));
        assertThat(server.requests()).isEmpty();
    }
}
