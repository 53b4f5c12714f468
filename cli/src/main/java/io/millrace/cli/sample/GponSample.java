package io.millrace.cli.sample;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Readings of optical network units in the shape of the gpon example, any number of them, the same for the same seed: a reading a unit
 * every five minutes, with up to 64 units a port, 16 ports a terminal.
 */
public final class GponSample {
    public static final String HEADER =
            "PROVINCECODE, DEVICEID, IFINDEX, FRAME, SLOT, PORT, ONUINDEX, ONUID, TIME, SPEEDIN, SPEEDOUT";

    private static final String[] PROVINCES = {"HKD", "GDG", "ZJH", "SCC", "BJB", "SHS"};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss", Locale.ROOT);
    private static final LocalDateTime START = LocalDateTime.of(2019, 8, 1, 11, 0);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final int PORTS = 16;
    private static final int UNITS_A_PORT = 64;
    private static final long FIRST_DEVICE = 2_222_771_642_618L;

    private final long seed;
    private final long rows;
    private final int units;
    private final int oneBadIn;

    /**
     * @param rows readings, without the header
     * @param units customer units that take turns
     * @param oneBadIn a row in about so many can't be used; 0 = none
     */
    public GponSample(long seed, long rows, int units, int oneBadIn) {
        if (rows < 0 || units < 1 || oneBadIn < 0) {
            throw new IllegalArgumentException("no such sample: " + rows + " rows of " + units + " units");
        }
        this.seed = seed;
        this.rows = rows;
        this.units = units;
        this.oneBadIn = oneBadIn;
    }

    /** Writes the header and the rows, each ended by a line feed. */
    public void writeTo(Appendable out) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        out.append(HEADER).append('\n');
        for (long row = 0; row < rows; row++) {
            int unit = (int) (row % units);
            long round = row / units;
            int jitter = random.nextInt((int) INTERVAL.toSeconds());
            String time = TIME.format(START.plus(INTERVAL.multipliedBy(round)).plusSeconds(jitter));
            // Most units idle most of the time; some are busy.
            long speedIn = random.nextInt(10) == 0 ? random.nextLong(900_000_000) : random.nextLong(20_000);
            long speedOut = random.nextInt(20) == 0 ? random.nextLong(200_000_000) : random.nextLong(10_000);
            boolean bad = oneBadIn > 0 && random.nextInt(oneBadIn) == 0;
            String line = line(unit, time, Long.toString(speedIn), Long.toString(speedOut));
            out.append(bad ? spoiled(line, random.nextInt(4)) : line).append('\n');
        }
    }

    private static String line(int unit, String time, String speedIn, String speedOut) {
        int terminal = unit / (PORTS * UNITS_A_PORT);
        int port = unit / UNITS_A_PORT % PORTS + 1;
        int index = unit % UNITS_A_PORT + 1;
        long device = FIRST_DEVICE + terminal;
        String province = PROVINCES[unit % PROVINCES.length];
        return String.join(
                ",",
                province,
                Long.toString(device),
                Long.toString(6_828_878_457_269L + port),
                "1",
                "1",
                Integer.toString(port),
                Integer.toString(index),
                String.format(Locale.ROOT, "%d101%02d%03d", device, port, index),
                time,
                speedIn,
                speedOut);
    }

    /** The ways in which such files are broken in practice. */
    private static String spoiled(String line, int way) {
        return switch (way) {
            case 0 -> line.substring(0, line.lastIndexOf(',')) + ",n/a";
            case 1 -> line.substring(0, line.lastIndexOf(','));
            case 2 -> line.replace("/08/2019", "/13/2019");
            default -> line.substring(0, line.lastIndexOf(',')) + ",-1";
        };
    }
}
