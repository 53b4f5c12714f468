package io.millrace.stream.alert;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.window.HoppingWindows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How all alerts on a rollup go for one group. Stored: format (one byte), dimensions as JSON, start of the last window that had events, then for
 * each alert its name, meaning (4 bytes), size and advance of the windows, how many in a row, and {@link AlertTrack}. Mutable, not thread-safe.
 */
final class GroupAlerts {
    private static final int FORMAT = 2;

    private final String dimensions;
    private final Map<String, Entry> entries = new TreeMap<>();
    private long lastWindow;

    private record Entry(int meaning, long size, long advance, int forWindows, AlertTrack track) {}

    /** A track of an alert that is no more, or means something else. */
    record Former(String alert, AlertTrack track, long size) {}

    GroupAlerts(String dimensions) {
        this.dimensions = dimensions;
        lastWindow = Long.MIN_VALUE;
    }

    static GroupAlerts read(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("alerts of a group of format " + format);
        }
        GroupAlerts group = new GroupAlerts(readText(in));
        group.lastWindow = in.readVarLong();
        while (in.remaining() > 0) {
            String name = readText(in);
            int meaning = in.readIntBigEndian();
            long size = in.readUnsigned();
            long advance = in.readUnsigned();
            int forWindows = (int) in.readUnsigned();
            AlertTrack track = AlertTrack.read(in, advance, forWindows);
            group.entries.put(name, new Entry(meaning, size, advance, forWindows, track));
        }
        return group;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(96);
        out.writeByte(FORMAT);
        writeText(dimensions, out);
        out.writeVarLong(lastWindow);
        entries.forEach((name, entry) -> {
            writeText(name, out);
            out.writeIntBigEndian(entry.meaning());
            out.writeUnsigned(entry.size());
            out.writeUnsigned(entry.advance());
            out.writeUnsigned(entry.forWindows());
            entry.track().write(out);
        });
        return out.toByteArray();
    }

    private static String readText(ByteReader in) {
        return new String(in.readLengthPrefixed(), StandardCharsets.UTF_8);
    }

    private static void writeText(String text, ByteWriter out) {
        out.writeLengthPrefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    String dimensions() {
        return dimensions;
    }

    /** Start of the last window that had events. */
    long lastWindow() {
        return lastWindow;
    }

    /** A window has events. Says whether it is the latest that has. */
    boolean saw(long window) {
        boolean later = window > lastWindow;
        lastWindow = Math.max(lastWindow, window);
        return later;
    }

    /** The track of an alert; one that is new knows nothing of windows that had events before. */
    AlertTrack track(WatchedAlert alert, HoppingWindows windows) {
        return track(alert, windows, Long.MIN_VALUE);
    }

    /** Likewise, when a window is about to be set. */
    AlertTrack track(WatchedAlert alert, HoppingWindows windows, long window) {
        Entry entry = entries.get(alert.name());
        long advance = windows.advance();
        if (entry != null
                && entry.meaning() == alert.meaning()
                && entry.size() == windows.size()
                && entry.advance() == advance) {
            return entry.track();
        }
        int forWindows = alert.definition().forWindows();
        AlertTrack track = AlertTrack.before(Math.max(window, lastWindow + advance), advance, forWindows);
        if (entry != null) {
            track.firingLike(entry.track());
        }
        entries.put(alert.name(), new Entry(alert.meaning(), windows.size(), advance, forWindows, track));
        return track;
    }

    /** Forgets the alerts that are not among these, and gives those of them that fire. */
    List<Former> keepOnly(List<WatchedAlert> alerts) {
        List<String> names = alerts.stream().map(WatchedAlert::name).toList();
        List<Former> firing = new ArrayList<>();
        entries.entrySet().removeIf(entry -> {
            boolean gone = !names.contains(entry.getKey());
            if (gone && entry.getValue().track().isFiring()) {
                firing.add(new Former(
                        entry.getKey(),
                        entry.getValue().track(),
                        entry.getValue().size()));
            }
            return gone;
        });
        return firing;
    }

    /** Whether nothing is lost when it is not kept as it is now, but as it was when it was quiet before. */
    boolean isQuiet() {
        return entries.values().stream().allMatch(entry -> entry.track().isQuiet());
    }
}
