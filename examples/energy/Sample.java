import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Prints what six households used in three winter days, every quarter of an hour, with the weather: the same for the same seed.
 *
 * <pre>
 * java examples/energy/Sample.java 1 > examples/energy/sample.csv
 * </pre>
 */
final class Sample {
    private static final int HOUSEHOLDS = 6;
    private static final int DAYS = 3;
    private static final int QUARTERS_A_DAY = 96;
    private static final LocalDateTime START = LocalDateTime.of(2025, 1, 13, 0, 0);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final String[] CONDITIONS = {"clear", "cloudy", "fog", "snow"};

    private Sample() {}

    public static void main(String[] arguments) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[0]));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print("time,household,consumption_kwh,temperature,humidity,wind_speed,condition\n");
        String condition = CONDITIONS[1];
        for (int quarter = 0; quarter < DAYS * QUARTERS_A_DAY; quarter++) {
            double hour = quarter % QUARTERS_A_DAY / 4.0;
            // Coldest at five in the morning, and colder from day to day.
            double temperature = -1 - 3 * Math.cos((hour - 5) / 12 * Math.PI) - quarter / (double) QUARTERS_A_DAY
                    + random.nextDouble(-0.4, 0.4);
            int humidity = (int) Math.round(80 - 2 * temperature + random.nextDouble(-3, 3));
            double wind = random.nextDouble(0.5, 6);
            if (random.nextInt(12) == 0) {
                condition = CONDITIONS[random.nextInt(CONDITIONS.length)];
            }
            // Now and then the weather station says nothing.
            boolean measured = random.nextInt(40) != 0;
            String weather = measured
                    ? String.format(Locale.ROOT, "%.1f,%d,%.1f,%s", temperature, Math.min(100, humidity), wind, condition)
                    : ",,,";
            for (int household = 1; household <= HOUSEHOLDS; household++) {
                double used = consumption(household, hour, temperature, random);
                String time = START.plusMinutes(15L * quarter).format(TIME);
                out.print(String.format(Locale.ROOT, "%s,house-%d,%.3f,%s\n", time, household, used, weather));
            }
        }
        out.flush();
    }

    /** kWh in a quarter of an hour: what always runs, people's mornings and evenings, and the heat pumps of every second household. */
    private static double consumption(int household, double hour, double temperature, SplittableRandom random) {
        double always = 0.04 + 0.01 * household;
        double morning = 0.25 * bell(hour, 7.25, 1.2);
        double evening = 0.45 * bell(hour, 19, 2);
        double heating = household % 2 == 0 ? 0.03 * Math.max(0, 15 - temperature) : 0;
        return (always + morning + evening + heating) * random.nextDouble(0.7, 1.3);
    }

    private static double bell(double hour, double middle, double width) {
        double distance = (hour - middle) / width;
        return Math.exp(-distance * distance);
    }
}
