package io.millrace.batch.spark;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import scala.collection.Iterator;

/** How many of the tasks of the latest job are done. Thread-safe. */
final class TaskCount extends SparkListener {
    private int all;
    private int done;

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
        all = 0;
        done = 0;
        Iterator<StageInfo> stages = job.stageInfos().iterator();
        while (stages.hasNext()) {
            all += stages.next().numTasks();
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        if (task.taskInfo().successful()) {
            done++;
        }
    }

    synchronized int percent() {
        return all == 0 ? 0 : Math.min(100, (int) (100L * done / all));
    }
}
