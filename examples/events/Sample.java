import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Prints an hour of events of a shop, in the order in which they are handed in: the same for the same seed.
 *
 * <pre>
 * java examples/events/Sample.java 1 > examples/events/sample.ndjson
 * </pre>
 */
final class Sample {
    private static final int EVENTS = 1500;
    private static final int CUSTOMERS = 120;
    private static final Instant START = Instant.parse("2025-10-06T08:00:00Z");
    private static final Duration SPAN = Duration.ofHours(1);
    /** Two words an event; those that stand here more often happen more often. */
    private static final String[][] KINDS = {
        {"page", "viewed"}, {"page", "viewed"}, {"page", "viewed"}, {"page", "viewed"}, {"page", "searched"}, {"page", "searched"},
        {"cart", "added"}, {"cart", "added"}, {"cart", "removed"}, {"order", "placed"}, {"order", "placed"}, {"order", "cancelled"}
    };

    private Sample() {}

    public static void main(String[] arguments) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[0]));
        List<String> handedIn = new ArrayList<>();
        List<String> offline = new ArrayList<>();
        for (int number = 1; number <= EVENTS; number++) {
            Instant at = START.plusMillis(SPAN.toMillis() * number / (EVENTS + 1) + random.nextLong(-4000, 4000));
            String event = event(number, at, random);
            // One in fifty is kept by a phone and handed in when all others are, one in a hundred is written twice.
            (random.nextInt(50) == 0 ? offline : handedIn).add(event);
            if (random.nextInt(100) == 0) {
                handedIn.add(event);
            }
        }
        // From a phone that was off for five days.
        offline.add(event(EVENTS + 1, START.minus(Duration.ofDays(5)), random));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        handedIn.forEach(event -> out.print(event + "\n"));
        offline.forEach(event -> out.print(event + "\n"));
        out.flush();
    }

    private static String event(int number, Instant at, SplittableRandom random) {
        String[] kind = KINDS[random.nextInt(KINDS.length)];
        String amount = kind[0].equals("page") ? "" : ",\"amount_cents\":" + random.nextInt(199, 20_000);
        return String.format(
                Locale.ROOT,
                "{\"id\":\"e-%05d\",\"customer\":\"customer-%03d\",\"type\":\"%s\",\"subtype\":\"%s\",\"at\":\"%s\"%s}",
                number, random.nextInt(1, CUSTOMERS + 1), kind[0], kind[1], at, amount);
    }
}
