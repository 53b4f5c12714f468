package io.millrace.ingest.service;

import io.micronaut.context.annotation.Context;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.sources.SourceMetrics;
import io.millrace.shell.life.NotReadyException;
import io.millrace.shell.life.StoppedException;
import io.millrace.shell.life.Waiting;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches to Kafka and the registry in a thread of its own, trying again for as long as they are not there, so that the order in which servers
 * start does not matter. Made at start, so that attaching begins then and not with the first question.
 */
@Context
final class KafkaAttachments implements Attachments {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAttachments.class);

    private final IngestSettings settings;
    private final IntakeMetrics metrics;
    private final SourceMetrics sourceMetrics;
    private final Clock clock;
    private final Thread thread = new Thread(this::attach, "attach");
    // Whatever fails: a service that answers says what is wrong better than one that ends again and again.
    private final Waiting waiting = new Waiting(failure -> true);
    private volatile Optional<KafkaAttachment> attachment = Optional.empty();

    KafkaAttachments(IngestSettings settings, IntakeMetrics metrics, SourceMetrics sourceMetrics, Clock clock) {
        this.settings = settings;
        this.metrics = metrics;
        this.sourceMetrics = sourceMetrics;
        this.clock = clock;
        thread.setDaemon(true);
    }

    @PostConstruct
    void start() {
        thread.start();
    }

    private void attach() {
        try {
            attachment = Optional.of(waiting.until(
                    "Kafka and the schema registry",
                    () -> KafkaAttachment.open(settings, metrics, sourceMetrics, clock)));
            LOG.info("attached to Kafka at {}", settings.kafka().bootstrapServers());
        } catch (StoppedException | InterruptedException stopped) {
            LOG.info("stopped while it waited for {}", waiting.what());
        }
    }

    @Override
    public Attachment get() {
        KafkaAttachment attached = attachment.orElseThrow(() -> new NotReadyException(obstacleBefore()));
        if (!attached.isCaughtUp()) {
            throw new NotReadyException("the definitions are still being read");
        }
        return attached.attachment();
    }

    @Override
    public Optional<String> obstacle() {
        return attachment.map(KafkaAttachment::obstacle).orElseGet(() -> Optional.of(obstacleBefore()));
    }

    private String obstacleBefore() {
        return "waiting for " + waiting.what();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        waiting.stop();
        thread.join(TimeUnit.SECONDS.toMillis(5));
        attachment.ifPresent(KafkaAttachment::close);
    }
}
