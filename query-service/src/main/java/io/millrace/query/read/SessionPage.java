package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.SessionWindows;
import io.millrace.query.request.Position;
import io.millrace.query.request.RollupQuery;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A page of sessions: stored rows are pieces, and what overlaps in a group is one session, which goes by where it starts. So that no session is
 * answered by its tail, reading begins the length of the longest piece before the page: whatever reaches over its beginning has a piece
 * that starts there. It goes on until the last session of the page has ended.
 */
final class SessionPage implements PageBuilder {
    private final RollupQuery query;
    private final SessionWindows windows;
    private final long horizon;
    private final FirstRows first;

    /** Sessions that pieces not yet read may belong to, by group. Of a group all pieces are in one slice of a bucket. */
    private final Map<GroupKey, FoundRow> open = new ConcurrentHashMap<>();

    private long readUpTo = Long.MIN_VALUE;

    /**
     * @param horizon no piece starts then or later
     */
    SessionPage(RollupQuery query, SessionWindows windows, long horizon) {
        this.query = query;
        this.windows = windows;
        this.horizon = horizon;
        // One more than the page holds tells whether there is a next page.
        first = new FirstRows(query.limit() + 1);
    }

    @Override
    public long readFrom() {
        return query.start().windowStart() - windows.longestPiece();
    }

    @Override
    public long readTo() {
        return horizon;
    }

    /** Pieces of a session must come in the order of time. */
    @Override
    public int mostBuckets() {
        return 1;
    }

    @Override
    public RowCollector collector() {
        return new PieceCollector();
    }

    @Override
    public void readUpTo(long time) {
        readUpTo = time;
        open.values().removeIf(session -> {
            boolean ended = session.windowEnd() <= time || time >= horizon;
            if (ended) {
                offer(session);
            }
            return ended;
        });
    }

    @Override
    public boolean needsMore() {
        return readUpTo < horizon
                && ((readUpTo < query.to() && !first.isFull()) || firstPending().isPresent());
    }

    /** Start of the first session that could be on the page and has not ended yet. */
    private OptionalLong firstPending() {
        return open.values().stream()
                .filter(session -> query.answers(session.windowStart(), session.group())
                        && first.wants(session.windowStart(), session.group()))
                .mapToLong(FoundRow::windowStart)
                .min();
    }

    @Override
    public boolean canEnd() {
        return firstIncomplete() > query.start().windowStart();
    }

    private long firstIncomplete() {
        return Math.min(readUpTo, firstPending().orElse(Long.MAX_VALUE));
    }

    @Override
    public RollupPage page() {
        boolean more = needsMore();
        long incomplete = more ? firstIncomplete() : Long.MAX_VALUE;
        List<FoundRow> whole = first.inOrder().stream()
                .filter(session -> session.windowStart() < incomplete)
                .toList();
        return whole.size() > query.limit()
                ? RollupPage.cut(whole, query.limit())
                : RollupPage.upTo(whole, more, Position.before(incomplete));
    }

    private void offer(FoundRow session) {
        if (query.answers(session.windowStart(), session.group())) {
            first.offer(session);
        }
    }

    private final class PieceCollector implements RowCollector {
        private final GroupFilter groups = new GroupFilter(query.filter());

        @Override
        public void take(RollupRow piece) {
            GroupKey group = piece.key().group();
            if (!groups.matches(group)) {
                return;
            }
            FoundRow session = open.get(group);
            if (session == null || piece.key().windowStart() >= session.windowEnd()) {
                if (session != null) {
                    offer(session);
                }
                session = new FoundRow(piece.key().windowStart(), piece.windowEnd(), group);
                open.put(group, session);
            }
            session.extendTo(piece.windowEnd());
            // Of one that is not answered only where it ends is of interest.
            if (query.answers(session.windowStart(), group)) {
                session.add(piece);
            }
        }

        @Override
        public void finish() {}
    }
}
