package io.millrace.batch.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;

/** Bytes in their unsigned order. */
final class KeyOrder implements Comparator<byte[]>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other);
    }
}
