package io.millrace.model.definition;

import io.millrace.model.definition.SourceDefinition.HeaderValue;
import io.millrace.model.definition.SourceDefinition.Paging;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a source of type poll. */
final class PollReader {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration GREATEST_TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,100}");

    /** Whoever sends a request decides on these. */
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "if-modified-since",
            "if-none-match",
            "transfer-encoding",
            "upgrade");

    private final Section section;

    PollReader(Section section) {
        this.section = section;
    }

    Optional<Poll> read(String name) {
        section.require("url");
        section.require("every");
        Optional<URI> url = section.text("url").flatMap(this::url);
        Optional<Duration> every = section.duration("every", LEAST, DefinitionReader.GREATEST_LATENESS);
        RecordsPath records = path(section, "records", RecordsPath::parse).orElse(RecordsPath.DOCUMENT);
        Map<String, HeaderValue> headers = headers();
        Optional<Paging> paging = section.section("paging", Shape.PAGING).flatMap(PollReader::paging);
        Duration timeout = section.duration("timeout", LEAST, GREATEST_TIMEOUT).orElse(DEFAULT_TIMEOUT);
        Repeats repeats = section.word("repeats", List.of("ignore", "count"))
                .map(word -> Repeats.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Repeats.IGNORE);
        return url.flatMap(address ->
                every.map(interval -> new Poll(name, address, interval, records, headers, paging, timeout, repeats)));
    }

    private Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            boolean isHttp = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (isHttp && url.getHost() != null && url.getRawFragment() == null) {
                if (url.getRawUserInfo() == null) {
                    return Optional.of(url);
                }
                section.problem(
                        "url",
                        "holds a name or password",
                        "a secret by its name: " + section.shape().example("headers"));
                return Optional.empty();
            }
        } catch (URISyntaxException notOne) {
            // Refused below, as any other that is none.
        }
        section.problem("url", Problems.quote(text) + " is no web address", "https:// and a host");
        return Optional.empty();
    }

    private static <T> Optional<T> path(Section section, String key, Function<String, T> parser) {
        return section.text(key).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException wrong) {
                section.problem(
                        key,
                        Problems.quote(text) + " is no JSON path: " + wrong.getMessage(),
                        "such as " + section.shape().example(key));
                return Optional.empty();
            }
        });
    }

    private Map<String, HeaderValue> headers() {
        Map<String, HeaderValue> headers = new HashMap<>();
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        section.entries("headers").forEach((name, node) -> {
            String path = Problems.child(section.at("headers"), name);
            if (!HEADER.matcher(name).matches()) {
                section.problem(
                        new Section.Named(name, path), "can't be the name of a header", "such as Authorization");
            } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                section.problem(new Section.Named(name, path), "is sent as each request needs it", "leave it out");
            } else if (!names.add(name)) {
                section.problem(new Section.Named(name, path), "stands here twice", "names of headers have no case");
            }
            header(name, node, path).ifPresent(value -> headers.put(name, value));
        });
        return headers;
    }

    private Optional<HeaderValue> header(String name, DocumentNode node, String path) {
        if (node instanceof DocumentNode.Scalar scalar && scalar.isText()) {
            if (scalar.text().chars().allMatch(next -> next >= ' ' && next < 0x7F)) {
                return Optional.of(new HeaderValue.Text(scalar.text()));
            }
            section.problem(new Section.Named(name, path), "can't be sent in a header", "printable ASCII characters");
            return Optional.empty();
        }
        return section.inner(node, path, Shape.SECRET, "text, or {secret: name}")
                .flatMap(secret -> {
                    secret.require("secret");
                    return secret.text("secret")
                            .filter(called -> {
                                if (!SECRET.matcher(called).matches()) {
                                    secret.problem(
                                            "secret",
                                            Problems.quote(called) + " can't be the name of a secret",
                                            "letters, digits, dots, underscores and hyphens: " + SECRET);
                                }
                                return SECRET.matcher(called).matches();
                            })
                            .map(HeaderValue.Secret::new);
                });
    }

    private static Optional<Paging> paging(Section section) {
        Optional<String> parameter = section.text("parameter").filter(text -> {
            boolean usable = PARAMETER.matcher(text).matches();
            if (!usable) {
                section.problem("parameter", Problems.quote(text) + " can't be a query parameter", "such as page");
            }
            return usable;
        });
        int first = section.integer("first", 0, 1_000_000).orElse(1);
        if (!section.has("next")) {
            section.require("parameter");
            return parameter.map(name -> new Paging.ByNumber(name, first));
        }
        if (section.has("first")) {
            section.problem("first", "has no meaning with next", "pages are numbered where only parameter is given");
        }
        if (section.node("next").filter(PollReader::isLink).isPresent()) {
            if (section.has("parameter")) {
                section.problem("parameter", "has no meaning with next: link", "the header holds a whole address");
            }
            return Optional.of(new Paging.ByLink());
        }
        return path(section, "next", JsonPath::parse).map(next -> new Paging.ByPath(next, parameter));
    }

    private static boolean isLink(DocumentNode node) {
        return node instanceof DocumentNode.Scalar scalar && scalar.text().equals("link");
    }
}
