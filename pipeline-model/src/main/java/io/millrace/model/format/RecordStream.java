package io.millrace.model.format;

import java.io.InputStream;

/** Feeds one record after the other to a JSON parser, which never reads past the end of an object or array that is complete. */
final class RecordStream extends InputStream {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;

    /** The next record is {@code newBytes} from start to end. */
    void set(byte[] newBytes, int start, int newEnd) {
        bytes = newBytes;
        position = start;
        end = newEnd;
    }

    @Override
    public int available() {
        return end - position;
    }

    @Override
    public int read() {
        return position == end ? -1 : bytes[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position == end) {
            return -1;
        }
        int count = Math.min(length, end - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }
}
