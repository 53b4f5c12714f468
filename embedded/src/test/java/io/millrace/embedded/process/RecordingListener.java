package io.millrace.embedded.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told, in order. */
final class RecordingListener implements SupervisorListener {
    private final List<String> told = new CopyOnWriteArrayList<>();

    List<String> told() {
        return told;
    }

    @Override
    public void stale(String name, long pid) {
        told.add(name + " stale " + pid);
    }

    @Override
    public void started(String name, long pid) {
        told.add(name + " started");
    }

    @Override
    public void ready(String name, Duration took) {
        told.add(name + " ready");
    }

    @Override
    public void died(String name, String how, Duration restartIn) {
        told.add(name + " died: " + how + ", again in " + restartIn.toMillis());
    }

    @Override
    public void stopped(String name) {
        told.add(name + " stopped");
    }
}
