package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The first rows of all that are offered, in the order of window and group; holds no more than it was made for. Thread-safe. */
final class FirstRows implements KeptRows {
    private final int most;
    private final PriorityQueue<FoundRow> lastOnTop = new PriorityQueue<>(FoundRow.ORDER.reversed());

    FirstRows(int most) {
        this.most = most;
    }

    synchronized boolean isFull() {
        return lastOnTop.size() >= most;
    }

    /** Whether a row would be among them now. */
    @Override
    public synchronized boolean wants(long windowStart, GroupKey group) {
        FoundRow last = lastOnTop.peek();
        if (last == null || !isFull()) {
            return true;
        }
        return windowStart < last.windowStart()
                || (windowStart == last.windowStart() && group.compareTo(last.group()) < 0);
    }

    @Override
    public synchronized void offer(FoundRow row) {
        if (wants(row.windowStart(), row.group())) {
            lastOnTop.add(row);
            if (lastOnTop.size() > most) {
                lastOnTop.remove();
            }
        }
    }

    synchronized List<FoundRow> inOrder() {
        List<FoundRow> rows = new ArrayList<>(lastOnTop);
        rows.sort(FoundRow.ORDER);
        return rows;
    }
}
