package io.millrace.batch.spark;

import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.RowEvents;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.BoundPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** From events by id and offset to those that some rows count, a line each: the number of the row, then the event. */
final class FindEvents implements FlatMapFunction<Iterator<Tuple2<byte[], byte[]>>, String> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<PlanCarrier> carrier;
    private final ArrayList<SoughtRow> rows;
    private final int most;

    FindEvents(Broadcast<PlanCarrier> carrier, List<SoughtRow> rows, int most) {
        this.carrier = carrier;
        this.rows = new ArrayList<>(rows);
        this.most = most;
    }

    @Override
    public Iterator<String> call(Iterator<Tuple2<byte[], byte[]>> events) {
        BoundPlan plan = carrier.value().plan();
        List<List<CountedEvent>> found = new RowEvents(plan, rows, most).find(CountCopies.archived(events, plan));
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < found.size(); row++) {
            for (CountedEvent event : found.get(row)) {
                lines.add(row + " " + event.line());
            }
        }
        return lines.iterator();
    }

    /**
     * What the tasks found, together.
     *
     * @param lines of all tasks
     * @return by row
     */
    static List<List<CountedEvent>> together(List<String> lines, int rows, int most) {
        List<List<CountedEvent>> found = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            found.add(new ArrayList<>());
        }
        for (String line : lines) {
            String[] parts = line.split(" ", 2);
            found.get(Integer.parseInt(parts[0])).add(CountedEvent.read(parts[1]));
        }
        return found.stream()
                .map(events -> events.stream().sorted().limit(most).toList())
                .toList();
    }
}
