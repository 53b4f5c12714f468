package io.millrace.ingest.service;

import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.kafka.registry.SchemaRegistryException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches to Kafka and the registry in a thread of its own, trying again for as long as they are not there, so that the order in which servers
 * start does not matter.
 */
@Singleton
final class KafkaAttachments implements Attachments {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAttachments.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final IngestSettings settings;
    private final IntakeMetrics metrics;
    private final Clock clock;
    private final Thread thread = new Thread(this::attach, "attach");
    private volatile @Nullable KafkaAttachment attachment;
    private volatile String obstacle = "not attached to Kafka yet";

    KafkaAttachments(IngestSettings settings, IntakeMetrics metrics, Clock clock) {
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        thread.setDaemon(true);
    }

    @PostConstruct
    void start() {
        thread.start();
    }

    private void attach() {
        Duration pause = FIRST_PAUSE;
        try {
            while (attachment == null) {
                try {
                    attachment = KafkaAttachment.open(settings, metrics, clock);
                    LOG.info("attached to Kafka at {}", settings.kafka().bootstrapServers());
                } catch (InterruptException closing) {
                    throw closing;
                } catch (KafkaException | SchemaRegistryException | IllegalStateException failure) {
                    complain(failure);
                    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException | InterruptException closing) {
            LOG.debug("closed before it was attached");
        }
    }

    private void complain(RuntimeException failure) {
        String reason = String.valueOf(failure.getMessage());
        if (!reason.equals(obstacle)) {
            LOG.warn("can't start work yet, trying again: {}", reason);
        }
        obstacle = reason;
    }

    @Override
    public Attachment get() {
        KafkaAttachment attached = attachment;
        if (attached == null) {
            throw new NotReadyException(obstacle);
        }
        if (!attached.isCaughtUp()) {
            throw new NotReadyException("the definitions are still being read");
        }
        return attached.attachment();
    }

    @Override
    public Optional<String> obstacle() {
        KafkaAttachment attached = attachment;
        return attached == null ? Optional.of(obstacle) : attached.obstacle();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
        KafkaAttachment attached = attachment;
        if (attached != null) {
            attached.close();
        }
    }
}
