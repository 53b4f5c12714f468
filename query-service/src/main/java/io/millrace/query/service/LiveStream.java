package io.millrace.query.service;

import io.micronaut.http.sse.Event;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.query.live.LiveRows;
import io.millrace.query.live.RowChanges;
import io.millrace.query.read.RowsUnavailableException;
import io.millrace.query.request.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live rows as server-sent events, for one connection. Looks for rows that changed several times a second, and for no more than the connection takes. One
 * that is silent at first or for a while has an event {@code alive}: the answer begins with its first event, and whoever is between does not take it for
 * dead. One that ends by itself has an event {@code end} that says why.
 *
 * <p>Rounds follow each other, each in a thread of the scheduler, and only they tell the subscriber anything once it has subscribed.
 */
final class LiveStream implements Publisher<Event<String>>, Subscription {
    static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int SILENT_ROUNDS = Math.toIntExact(SILENCE.dividedBy(PAUSE));
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ROWS = 64;

    private final LiveRows rows;
    private final RowChanges.Listening listening;
    private final Supplier<Optional<String>> reasonToEnd;
    private final ScheduledExecutorService scheduler;
    private final AtomicReference<@Nullable Subscriber<? super Event<String>>> subscriber = new AtomicReference<>();
    private final AtomicLong demand = new AtomicLong();
    private final Queue<String> waiting = new ArrayDeque<>();
    private int silentRounds = SILENT_ROUNDS;
    private volatile boolean ended;

    private LiveStream(
            LiveRows rows,
            RowChanges.Listening listening,
            Supplier<Optional<String>> reasonToEnd,
            ScheduledExecutorService scheduler) {
        this.rows = rows;
        this.listening = listening;
        this.reasonToEnd = reasonToEnd;
        this.scheduler = scheduler;
    }

    /**
     * A stream that closes {@code listening} when it ends, also if its connection is gone before anyone subscribes.
     *
     * @param reasonToEnd looked at in every round
     */
    static LiveStream open(
            LiveRows rows,
            RowChanges.Listening listening,
            Supplier<Optional<String>> reasonToEnd,
            ScheduledExecutorService scheduler) {
        LiveStream stream = new LiveStream(rows, listening, reasonToEnd, scheduler);
        try {
            var unused = scheduler.schedule(stream::endUnlessWanted, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            stream.cancel();
        }
        return stream;
    }

    private void endUnlessWanted() {
        if (subscriber.get() == null) {
            cancel();
        }
    }

    @Override
    public void subscribe(Subscriber<? super Event<String>> newSubscriber) {
        if (!subscriber.compareAndSet(null, newSubscriber)) {
            throw new IllegalStateException("a stream of rows is for one connection");
        }
        newSubscriber.onSubscribe(this);
        if (ended) {
            newSubscriber.onComplete();
        } else {
            later(newSubscriber);
        }
    }

    @Override
    public void request(long more) {
        demand.accumulateAndGet(more, (now, added) -> now + added < 0 ? Long.MAX_VALUE : now + added);
    }

    @Override
    public void cancel() {
        ended = true;
        listening.close();
    }

    private void later(Subscriber<? super Event<String>> whose) {
        try {
            var unused = scheduler.schedule(() -> round(whose), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            end("the service stops", whose);
        }
    }

    private void round(Subscriber<? super Event<String>> whose) {
        if (ended) {
            return;
        }
        Optional<String> reason;
        try {
            reason = rows.gap().or(reasonToEnd);
            if (reason.isEmpty()) {
                tell(whose);
            }
        } catch (RowsUnavailableException | NoSuchRollupException | InvalidRequestException known) {
            reason = Optional.of(String.valueOf(known.getMessage()));
        } catch (RuntimeException failure) {
            LOG.error("a stream of rows fails", failure);
            reason = Optional.of("the service failed");
        }
        if (reason.isPresent()) {
            end(reason.get(), whose);
        } else {
            later(whose);
        }
    }

    private void tell(Subscriber<? super Event<String>> whose) {
        if (waiting.isEmpty() && demand.get() > 0) {
            waiting.addAll(rows.next(ROWS));
        }
        silentRounds = waiting.isEmpty() ? silentRounds + 1 : 0;
        while (!waiting.isEmpty() && demand.get() > 0 && !ended) {
            send("row", waiting.remove(), whose);
        }
        if (silentRounds >= SILENT_ROUNDS && demand.get() > 0) {
            silentRounds = 0;
            send("alive", "{}", whose);
        }
    }

    private void send(String name, String data, Subscriber<? super Event<String>> whose) {
        demand.decrementAndGet();
        whose.onNext(Event.of(data).name(name));
    }

    /** Whoever wants more connects again: browsers do so by themselves. A connection that takes nothing is not told why. */
    private void end(String reason, Subscriber<? super Event<String>> whose) {
        if (ended) {
            return;
        }
        LOG.info("a stream of rows ends: {}", reason);
        cancel();
        if (demand.get() > 0) {
            StringBuilder data = new StringBuilder("{\"reason\":");
            JsonText.append(new Value.Text(reason), false, data);
            send("end", data.append('}').toString(), whose);
        }
        whose.onComplete();
    }
}
