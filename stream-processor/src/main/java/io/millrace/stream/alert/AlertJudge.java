package io.millrace.stream.alert;

import io.millrace.model.alert.AlertRow;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.alert.AlertOutput.Deciding;
import io.millrace.stream.partial.Partial;

/** Judges the alerts of one group, and tells what became of them. Not thread-safe. */
final class AlertJudge {
    private final AlertStage stage;
    private final AlertOutput output;

    AlertJudge(AlertStage stage, AlertOutput output) {
        this.stage = stage;
        this.output = output;
    }

    /** A row of the group was written. */
    void set(WatchedRollup rollup, GroupAlerts group, long window, boolean[] holds) {
        for (int index = 0; index < holds.length; index++) {
            WatchedAlert alert = rollup.alerts().get(index);
            group.track(alert, rollup.windows(), window).set(window, holds[index], alert.absent());
        }
    }

    /**
     * Decides by what was set and by the time.
     *
     * @param now of the pipeline, ms since the epoch
     * @return whether the group is to be remembered
     */
    boolean decide(WatchedRollup rollup, byte[] partialKey, GroupAlerts group, long now) {
        for (GroupAlerts.Former former : group.keepOnly(rollup.alerts())) {
            resolve(rollup, partialKey, group, former.alert(), former.track());
        }
        boolean over = now != AlertClocks.UNKNOWN;
        for (WatchedAlert alert : rollup.alerts()) {
            AlertTrack track = group.track(alert, rollup.windows());
            if (now != AlertClocks.UNKNOWN) {
                track.settle(rollup.lastOver(now, alert.delay()), alert.absent());
                over &= rollup.isOver(now, alert.delay());
            }
            switch (track.decide(alert.openCounts())) {
                case FIRES -> fire(rollup, partialKey, group, alert.name(), track);
                case RESOLVED -> resolve(rollup, partialKey, group, alert.name(), track);
                case NONE -> {}
            }
        }
        boolean forgotten = over || isForgotten(rollup, group, now);
        if (forgotten) {
            for (WatchedAlert alert : rollup.alerts()) {
                AlertTrack track = group.track(alert, rollup.windows());
                if (track.isFiring()) {
                    resolve(rollup, partialKey, group, alert.name(), track);
                }
            }
        }
        return !forgotten;
    }

    private static boolean isForgotten(WatchedRollup rollup, GroupAlerts group, long now) {
        return now != AlertClocks.UNKNOWN
                && now - group.lastWindow() - rollup.windows().size() >= rollup.memory();
    }

    private void fire(WatchedRollup rollup, byte[] partialKey, GroupAlerts group, String alert, AlertTrack track) {
        output.write(
                rollup.target(),
                groupOf(partialKey),
                alert,
                AlertRow.State.FIRING,
                group.dimensions(),
                track.since(),
                deciding(rollup, partialKey, track.firedAt()));
    }

    private void resolve(WatchedRollup rollup, byte[] partialKey, GroupAlerts group, String alert, AlertTrack track) {
        output.write(
                rollup.target(),
                groupOf(partialKey),
                alert,
                AlertRow.State.RESOLVED,
                group.dimensions(),
                track.since(),
                deciding(rollup, partialKey, track.settled()));
    }

    private Deciding deciding(WatchedRollup rollup, byte[] partialKey, long window) {
        RollupPlan plan = rollup.rollup().plan();
        RollupState row = plan.newState();
        long lastPane = window + rollup.windows().size() - rollup.windows().advance();
        stage.rows(partialKey, window, lastPane, plan, (start, pane) -> row.merge(pane));
        return Deciding.of(window, rollup.windows().size(), plan, row);
    }

    /** What watched a group is no more: what fires is resolved. */
    void abandon(Partial.Target target, byte[] partialKey, GroupAlerts group) {
        for (GroupAlerts.Former former : group.keepOnly(java.util.List.of())) {
            output.write(
                    target,
                    groupOf(partialKey),
                    former.alert(),
                    AlertRow.State.RESOLVED,
                    group.dimensions(),
                    former.track().since(),
                    Deciding.unknown(former.track().settled(), former.size()));
        }
    }

    private static GroupKey groupOf(byte[] partialKey) {
        ByteReader in = new ByteReader(partialKey);
        Partial.skipTarget(in);
        return new GroupKey(in.readBytes(in.remaining()));
    }
}
