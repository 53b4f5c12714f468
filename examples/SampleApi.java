import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for two public APIs of random data, on loopback and without internet: new records in every answer, in the shape of theirs.
 *
 * <pre>
 * java examples/SampleApi.java                        serve on 127.0.0.1:8490, until Ctrl-C
 * java examples/SampleApi.java serve 0                serve on any free port, which it prints
 * java examples/SampleApi.java companies 400 1        print 400 companies, one a line, the same for the same seed (here 1)
 * java examples/SampleApi.java users 400 1            the same of users
 * </pre>
 */
final class SampleApi {
    private static final int DEFAULT_PORT = 8490;
    private static final int MOST_RECORDS = 1000;
    private static final int DEFAULT_RECORDS = 10;

    private static final String[] COUNTRIES = {
        "Australia", "Brazil", "Canada", "Denmark", "Finland", "France", "Germany", "India", "Ireland", "Mexico", "Netherlands", "Norway",
        "New Zealand", "Spain", "Switzerland", "United States"
    };
    private static final String[] CODES = {
        "AU", "BR", "CA", "DK", "FI", "FR", "DE", "IN", "IE", "MX", "NL", "NO", "NZ", "ES", "CH", "US"
    };
    private static final String[] WOMEN = {"Alice", "Chloé", "Emma", "Ingrid", "Joana", "Kavya", "Maren", "Olivia", "Sofía", "Zoe"};
    private static final String[] MEN = {"Arjun", "Bram", "Diego", "Elias", "Felix", "Hugo", "Liam", "Mathis", "Noah", "Viggo"};
    private static final String[] LAST_NAMES = {
        "Andersen", "Bakker", "Costa", "Dubois", "Fischer", "García", "Hansen", "Iyer", "Jokinen", "Keller", "Lindqvist", "Martin", "Murphy",
        "Novak", "Patel", "Reyes", "Smith", "Taylor", "Walker", "Wood"
    };
    private static final String[] LEGAL_FORMS = {"Ltd", "Inc", "Group", "LLC", "and Sons", "PLC"};
    private static final String[] STREETS = {"Mill Lane", "Station Road", "Harbour Street", "Church Hill", "Orchard Way", "Bridge Street"};
    private static final String[] CITIES = {"Northfield", "Easton", "Port Albert", "Lakeview", "Kingsbridge", "Rivermouth"};
    private static final LocalDate LAST_BIRTHDAY = LocalDate.of(2004, 1, 1);
    private static final LocalDateTime LAST_REGISTRATION = LocalDateTime.of(2025, 6, 1, 0, 0);

    private static final Pattern NUMBER = Pattern.compile("(?:^|&)(?:_quantity|results)=(\\d{1,4})(?:&|$)");

    private final SplittableRandom random;

    private SampleApi(SplittableRandom random) {
        this.random = random;
    }

    public static void main(String[] arguments) throws IOException {
        String what = arguments.length == 0 ? "serve" : arguments[0];
        switch (what) {
            case "serve" -> serve(arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_PORT);
            case "companies", "users" -> print(what, Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
            default -> throw new IllegalArgumentException(what + " is not one of serve, companies, users");
        }
    }

    private static void print(String what, int count, long seed) {
        SampleApi data = new SampleApi(new SplittableRandom(seed));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        // As if so many answers of ten had come one after the other: ids begin again with each.
        for (int done = 0; done < count; done += DEFAULT_RECORDS) {
            for (String row : data.records(what, Math.min(DEFAULT_RECORDS, count - done))) {
                out.print(row + "\n");
            }
        }
        out.flush();
    }

    private static void serve(int port) throws IOException {
        // Other data after each start, as with the APIs that this stands in for.
        SampleApi data = new SampleApi(new SplittableRandom());
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                data.answer(exchange);
            }
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        System.out.println("companies  " + address + "/api/v2/companies?_quantity=10");
        System.out.println("users      " + address + "/api/?results=10");
    }

    /** The server calls this from one thread only. */
    private void answer(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        int count = count(asked.getRawQuery());
        if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, 405, "{\"error\":\"only GET\"}");
            return;
        }
        switch (asked.getPath()) {
            case "/api/v2/companies" -> send(exchange, 200, companiesAnswer(records("companies", count)));
            case "/api/" -> send(exchange, 200, usersAnswer(records("users", count)));
            default -> send(exchange, 404, "{\"error\":\"there are /api/v2/companies and /api/\"}");
        }
    }

    private static int count(String query) {
        Matcher number = NUMBER.matcher(query == null ? "" : query);
        return number.find() ? Math.min(MOST_RECORDS, Integer.parseInt(number.group(1))) : DEFAULT_RECORDS;
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private List<String> records(String what, int count) {
        List<String> records = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            records.add(what.equals("companies") ? company(number) : user());
        }
        return records;
    }

    private static String companiesAnswer(List<String> companies) {
        return "{\"status\":\"OK\",\"code\":200,\"locale\":\"en_US\",\"seed\":null,\"total\":" + companies.size() + ",\"data\":["
                + String.join(",", companies) + "]}";
    }

    private static String usersAnswer(List<String> users) {
        return "{\"results\":[" + String.join(",", users) + "],\"info\":{\"results\":" + users.size() + ",\"page\":1,\"version\":\"1.4\"}}";
    }

    private String company(int id) {
        int place = place();
        String owner = one(LAST_NAMES);
        String partner = one(LAST_NAMES);
        String site = plain(owner + "-" + partner);
        boolean isWoman = random.nextBoolean();
        String first = one(isWoman ? WOMEN : MEN);
        return json(
                """
                {"id":%d,"name":"%s-%s %s","email":"info@%s.example","vat":"%s","phone":"+%d","country":"%s",\
                "addresses":[{"id":0,"street":"%d %s","city":"%s","zipcode":"%05d","country":"%s","country_code":"%s",\
                "latitude":%.6f,"longitude":%.6f}],"website":"http://%s.example","image":"http://%s.example/logo.png",\
                "contact":{"id":0,"firstname":"%s","lastname":"%s","email":"%s@%s.example","gender":"%s"}}""",
                id, owner, partner, one(LEGAL_FORMS), site, String.format(Locale.ROOT, "%02d-%07d", number(10, 99), number(0, 9_999_999)),
                random.nextLong(10_000_000_000L, 99_999_999_999L), COUNTRIES[place],
                number(1, 200), one(STREETS), one(CITIES), number(1000, 99_999), COUNTRIES[place], CODES[place],
                random.nextDouble(-60, 70), random.nextDouble(-180, 180), site, site,
                first, owner, plain(first), site, isWoman ? "female" : "male");
    }

    private String user() {
        int place = place();
        boolean isWoman = random.nextBoolean();
        String first = one(isWoman ? WOMEN : MEN);
        String last = one(LAST_NAMES);
        LocalDate born = LAST_BIRTHDAY.minusDays(number(1, 365 * 60));
        LocalDateTime registered = LAST_REGISTRATION.minusSeconds(number(1, 630_720_000));
        return json(
                """
                {"gender":"%s","name":{"title":"%s","first":"%s","last":"%s"},"location":{"street":{"number":%d,"name":"%s"},\
                "city":"%s","country":"%s","timezone":{"offset":"+0:00"}},"email":"%s.%s@example.com",\
                "login":{"uuid":"%s","username":"%s%d"},"dob":{"date":"%sT00:00:00.000Z","age":%d},\
                "registered":{"date":"%s.%03dZ","age":%d},"phone":"%09d","nat":"%s"}""",
                isWoman ? "female" : "male", isWoman ? "Ms" : "Mr", first, last, number(1, 9999), one(STREETS), one(CITIES),
                COUNTRIES[place], plain(first), plain(last), new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63),
                plain(first), number(10, 999), born, LAST_REGISTRATION.getYear() - born.getYear(), registered.toInstant(ZoneOffset.UTC)
                        .toString().replace("Z", ""), number(0, 999), LAST_REGISTRATION.getYear() - registered.getYear(),
                number(100_000_000, 999_999_999), CODES[place]);
    }

    /** Some countries have more than others: the least of two draws. */
    private int place() {
        return Math.min(random.nextInt(COUNTRIES.length), random.nextInt(COUNTRIES.length));
    }

    private int number(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    private String one(String[] values) {
        return values[random.nextInt(values.length)];
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace("é", "e").replace("í", "i");
    }

    /** None of the words has a character that JSON would want escaped. */
    private static String json(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
