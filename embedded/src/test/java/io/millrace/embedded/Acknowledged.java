package io.millrace.embedded;

import java.util.BitSet;

/** Which of the numbers from 0 a server has acknowledged. Thread-safe. */
final class Acknowledged {
    private final BitSet numbers = new BitSet();

    synchronized void add(int number) {
        numbers.set(number);
        notifyAll();
    }

    synchronized int count() {
        return numbers.cardinality();
    }

    /** Those that are not among the found ones: lost. */
    synchronized BitSet without(BitSet found) {
        BitSet lost = (BitSet) numbers.clone();
        lost.andNot(found);
        return lost;
    }

    /** Bounded by the caller's timeout. */
    synchronized void awaitMore(int more) throws InterruptedException {
        int target = numbers.cardinality() + more;
        while (numbers.cardinality() < target) {
            wait();
        }
    }
}
