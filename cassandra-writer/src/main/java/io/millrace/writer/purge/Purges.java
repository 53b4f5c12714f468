package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.DeadLetterBytesTable;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.cassandra.SchemaDisagreementException;
import io.millrace.cassandra.TypedTableDrops;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.DefinitionsBehindException;
import io.millrace.kafka.purges.PurgesLog;
import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.topic.GroupProgress;
import io.millrace.kafka.topic.Topics;
import io.millrace.writer.sink.BatchExecutor;
import io.millrace.writer.sink.NotNowException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out purges, one after the other in a thread that may block. An attempt that must wait for something fails with {@link NotNowException} and is made again. What is
 * done is reported to the topic of the orders; an order that is begun again after a kill finds less to delete.
 *
 * <p>Why nothing comes back: rows are deleted after what was on its way has come to rest ({@link SettledTopics}), and a purge is done when a look at all tables finds
 * nothing. Why no later pipeline of the name is hurt: there is none before the report, and whether that was made is looked at, as of now, before each table.
 */
public final class Purges implements BatchExecutor<PurgeRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(Purges.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Definitions definitions;
    private final PurgesLog log;
    private final GroupProgress groups;
    private final Topics topics;
    private final List<PurgedTable> tables;
    private final PurgedDeadLetters letters;
    private final TypedTableDrops keyspaces;
    private final Executor thread;

    /** By purge; of those that were begun here. Used by the one thread. */
    private final Map<UUID, SettledTopics> settling = new HashMap<>();

    /** What each was last said to wait for. Used by the one thread. */
    private final Map<UUID, String> waiting = new HashMap<>();

    /**
     * @param thread one, which may be blocked
     */
    public Purges(
            CqlSession session,
            Definitions definitions,
            PurgesLog log,
            GroupProgress groups,
            Topics topics,
            Clock clock,
            Executor thread) {
        this(
                definitions,
                log,
                groups,
                topics,
                PurgedTables.of(session, clock),
                new PurgedDeadLetters(
                        new DeadLettersTable(session), new DeadLetterBytesTable(session), new Deletions(session)),
                new TypedTableDrops(session),
                thread);
    }

    private Purges(
            Definitions definitions,
            PurgesLog log,
            GroupProgress groups,
            Topics topics,
            List<PurgedTable> tables,
            PurgedDeadLetters letters,
            TypedTableDrops keyspaces,
            Executor thread) {
        this.definitions = definitions;
        this.log = log;
        this.groups = groups;
        this.topics = topics;
        this.tables = tables;
        this.letters = letters;
        this.keyspaces = keyspaces;
        this.thread = thread;
    }

    @Override
    public CompletionStage<?> execute(List<PurgeRecord> orders) {
        return CompletableFuture.runAsync(() -> orders.forEach(this::carryOut), thread);
    }

    private void carryOut(PurgeRecord order) {
        try {
            if (order.isOfTenant()) {
                purgeTenant(order);
            } else {
                purge(order);
            }
        } catch (NotNowException early) {
            String reason = String.valueOf(early.getMessage());
            if (!reason.equals(waiting.put(order.id(), reason))) {
                LOG.info("the purge of {} waits: {}", order.key(), reason);
            }
            throw early;
        } catch (KafkaException | DefinitionsBehindException | SchemaDisagreementException failure) {
            throw new NotNowException("the purge of " + order.key() + " can't go on", failure);
        }
    }

    private void purge(PurgeRecord order) {
        Optional<ActivePipeline> pipeline = inForce(order);
        if (pipeline.isEmpty()) {
            return;
        }
        settling.computeIfAbsent(order.id(), id -> new SettledTopics(groups, topics, order.tenant()))
                .waitsFor()
                .ifPresent(what -> {
                    throw new NotNowException(what);
                });
        long found = 0;
        for (PurgedTable table : tables) {
            if (inForce(order).isEmpty()) {
                return;
            }
            long inTable = table.purge(pipeline.get());
            if (inTable > 0) {
                LOG.info("purge of {}: {} of {}", order.key(), inTable, table.name());
            }
            found += inTable;
        }
        if (found > 0) {
            throw new NotNowException("a look that finds nothing");
        }
        report(order);
    }

    /** What a tenant has beside its pipelines, when they are all purged. A tenant that is made anew has none before this is reported. */
    private void purgeTenant(PurgeRecord order) {
        if (!isOpen(order)) {
            return;
        }
        String left = definitions.all().stream()
                .filter(pipeline -> pipeline.tenant().equals(order.tenant()))
                .map(ActivePipeline::name)
                .sorted()
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            throw new NotNowException("the purges of " + left);
        }
        letters.purge(order.tenant(), letter -> true);
        keyspaces.dropKeyspace(order.tenant());
        report(order);
    }

    private void report(PurgeRecord order) {
        var unused = log.append(order.asDone());
        settling.remove(order.id());
        waiting.remove(order.id());
        LOG.info("the purge of {} is done", order.key());
    }

    /** The pipeline that is to be purged; none if that was done before. */
    private Optional<ActivePipeline> inForce(PurgeRecord order) {
        return isOpen(order)
                ? definitions.find(order.tenant(), order.pipeline()).filter(found -> found.record()
                        .purge()
                        .filter(purge -> purge.id().equals(order.id()))
                        .isPresent())
                : Optional.empty();
    }

    /** As of now: everything that stands in the topic of purges is read first. */
    private boolean isOpen(PurgeRecord order) {
        try {
            log.view().await(groups.committedEnd(topics.purges()) - 1, PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NotNowException("interrupted", interrupted);
        }
        return log.view().isOpen(order);
    }
}
