package io.millrace.batch.command;

import io.millrace.batch.live.LiveWorld;
import io.millrace.batch.live.Settings;
import io.millrace.batch.run.Diary;
import io.millrace.batch.run.Facts;
import io.millrace.batch.run.RefusedException;
import io.millrace.batch.run.Request;
import io.millrace.batch.run.World;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.RunsTable;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run from its beginning to its exit code. */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** An orderly stop takes this long at most, then it is for the next run to clean up. */
    private static final long STOP_MILLIS = 15_000;

    private final PrintWriter err;
    private final boolean terminal;
    private final Clock clock;

    /** What a command does with all that is there. */
    interface Work {
        Ending in(World world, Facts facts, Diary diary) throws InterruptedException;
    }

    /** What it is about; may be refused before a run begins. */
    interface Scope {
        List<String> rollups(Facts facts);
    }

    /**
     * How it ended.
     *
     * @param message for people, and for the table of runs
     */
    record Ending(Run.State state, String message) {}

    Execution(PrintWriter err, boolean terminal, Clock clock) {
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * @return the exit code
     */
    int run(ConnectionOptions connection, Run.Kind kind, Request request, Scope scope, Work work) {
        Settings settings;
        try {
            settings = connection.settings();
        } catch (RuntimeException wrong) {
            err.println(wrong.getMessage());
            return USAGE;
        }
        Thread worker = Thread.currentThread();
        Thread stop = new Thread(() -> stop(worker), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try (LiveWorld live = LiveWorld.of(settings, clock)) {
            return run(live.open(request.tenant(), request.pipeline()), kind, request, scope, work);
        } catch (RefusedException refused) {
            err.println(refused.getMessage());
            err.println(refused.cure());
            return FAILED;
        } catch (InterruptedException interrupted) {
            err.println("Stopped. Readers see nothing of the run.");
            return FAILED;
        } finally {
            leave(stop);
        }
    }

    private int run(LiveWorld.Opened opened, Run.Kind kind, Request request, Scope scope, Work work)
            throws InterruptedException {
        if (!opened.sparkPage().isEmpty()) {
            err.println("Spark's pages are at " + opened.sparkPage());
        }
        World world = opened.world();
        List<String> rollups = scope.rollups(opened.facts());
        Diary diary = new Diary(
                world.runs(),
                world.engine()::standing,
                clock,
                new ProgressLines(err, terminal),
                RunsTable.newId(),
                kind,
                request,
                rollups);
        err.println("Run " + diary.id());
        ScheduledExecutorService heart =
                Executors.newSingleThreadScheduledExecutor(beats -> daemon(beats, "heartbeat"));
        try {
            var unused = heart.scheduleWithFixedDelay(() -> beat(diary), 1, 1, TimeUnit.SECONDS);
            Ending ending = work.in(world, opened.facts(), diary);
            diary.end(ending.state(), ending.message());
            err.println(ending.message());
            return ending.state() == Run.State.WRONG ? FAILED : DONE;
        } catch (InterruptedException | RefusedException failure) {
            diary.end(Run.State.FAILED, Failures.text(failure));
            throw failure;
        } catch (RuntimeException failure) {
            diary.end(Run.State.FAILED, Failures.text(failure));
            throw Failures.refused(failure);
        } finally {
            heart.shutdownNow();
        }
    }

    private static void beat(Diary diary) {
        try {
            diary.beat();
        } catch (RuntimeException failure) {
            LOG.warn("the run could not say that it is alive, trying again: {}", failure.toString());
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** So that what was begun is taken back before the process ends. */
    private static void stop(Thread worker) {
        worker.interrupt();
        try {
            worker.join(STOP_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void leave(Thread stop) {
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException stopping) {
            LOG.debug("the process stops", stopping);
        }
    }
}
