package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;

/** Takes rows that are whole, and keeps of them those that are wanted. Thread-safe. */
interface KeptRows {
    /** Whether a row could be among them. Once false for a row, false for ever. */
    boolean wants(long windowStart, GroupKey group);

    void offer(FoundRow row);
}
