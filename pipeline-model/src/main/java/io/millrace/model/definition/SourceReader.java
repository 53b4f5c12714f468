package io.millrace.model.definition;

import io.millrace.model.definition.SourceDefinition.CsvFolder;
import io.millrace.model.definition.SourceDefinition.Kafka;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Replay;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.RecordFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads where events come from. Whether it is there, and may be read, is another question: a definition is read without knowing. */
final class SourceReader {
    static final int MAX_SOURCES = 20;

    private static final List<String> TYPES = List.of("csv-folder", "poll", "kafka", "replay");
    private static final Pattern SEGMENT = Pattern.compile("[^\\\\:*?\"<>|\\p{Cntrl}]+");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Set<String> TAKEN_FOLDERS = Set.of("done", "failed");
    private static final Duration DEFAULT_SETTLE = Duration.ofSeconds(5);
    private static final Duration GREATEST_SETTLE = Duration.ofDays(1);

    private final boolean timed;

    /** Sources that read the same would count everything twice, or take it from each other. */
    private final Map<String, String> readers = new HashMap<>();

    /**
     * @param timed whether events have times of their own
     */
    SourceReader(boolean timed) {
        this.timed = timed;
    }

    List<SourceDefinition> read(Section root) {
        List<Section> sections = root.sections("sources", SourceReader::shape);
        if (sections.size() > MAX_SOURCES) {
            root.problem("sources", "has " + sections.size() + " sources", "at most " + MAX_SOURCES);
            return List.of();
        }
        Set<String> names = new HashSet<>();
        List<SourceDefinition> sources = new ArrayList<>();
        for (Section section : sections) {
            source(section, names).ifPresent(sources::add);
        }
        return sources;
    }

    private static Shape shape(DocumentNode.Mapping mapping) {
        if (mapping.entries().get("type") instanceof DocumentNode.Scalar type) {
            return switch (type.text()) {
                case "poll" -> Shape.POLL;
                case "kafka" -> Shape.KAFKA;
                case "replay" -> Shape.REPLAY;
                default -> Shape.CSV_FOLDER;
            };
        }
        return Shape.CSV_FOLDER;
    }

    private Optional<SourceDefinition> source(Section section, Set<String> names) {
        section.require("type");
        Optional<String> type = section.word("type", TYPES);
        String name = name(section, type.orElse(TYPES.get(0)), names);
        Optional<? extends SourceDefinition> source =
                switch (section.shape()) {
                    case POLL -> poll(section, name);
                    case KAFKA -> kafka(section, name);
                    case REPLAY -> replay(section, name);
                    default -> csvFolder(section, name);
                };
        if (type.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        String place = source.get().place();
        String former = readers.putIfAbsent(place, name);
        if (former != null) {
            section.problem(
                    placeKey(source.get()),
                    "the source " + former + " reads the same " + place,
                    "keep one of them; one source feeds all rollups");
        }
        return Optional.of(source.get());
    }

    private static String placeKey(SourceDefinition source) {
        return source.place().substring(0, source.place().indexOf(' '));
    }

    private static String name(Section section, String type, Set<String> names) {
        String name = section.has("name") ? section.name("name").orElse("") : type.replace('-', '_');
        if (!name.isEmpty() && !names.add(name)) {
            section.problem(
                    "name",
                    "another source is called " + name,
                    "give each source a name of its own: name: " + name + "_2");
        }
        return name;
    }

    private static Optional<CsvFolder> csvFolder(Section section, String name) {
        section.require("folder");
        Optional<String> folder = section.text("folder").filter(text -> isPath(section, "folder", text));
        Optional<CsvDialect> csv = csv(section);
        Duration settle =
                section.duration("settle", Duration.ZERO, GREATEST_SETTLE).orElse(DEFAULT_SETTLE);
        return folder.flatMap(path -> csv.map(dialect -> new CsvFolder(name, path, dialect, settle)));
    }

    private static boolean isPath(Section section, String key, String path) {
        for (String segment : path.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches() || segment.startsWith(".") || !segment.equals(segment.strip())) {
                section.problem(
                        key,
                        Problems.quote(path) + " is no " + key + " below the tenant's own folder",
                        "names separated by /, none of them empty or beginning with a dot: staging/gpon");
                return false;
            }
            if (section.shape() == Shape.CSV_FOLDER && TAKEN_FOLDERS.contains(segment)) {
                section.problem(
                        key,
                        "files that were read are moved to folders called " + segment,
                        "another name, such as staging/gpon");
                return false;
            }
        }
        return true;
    }

    private static Optional<CsvDialect> csv(Section section) {
        Optional<Character> delimiter = section.has("delimiter")
                ? character(section, "delimiter", CsvDialect::isDelimiter, CsvDialect.DELIMITER_RULE)
                : Optional.of(CsvDialect.DEFAULT.delimiter());
        boolean unquoted = section.isText("quote", "none");
        Optional<Character> quote = section.has("quote") && !unquoted
                ? character(section, "quote", CsvDialect::isQuote, CsvDialect.QUOTE_RULE)
                : CsvDialect.DEFAULT.quote();
        List<String> columns = section.texts("columns").stream()
                .map(column -> column.name().strip())
                .toList();
        if (delimiter.isEmpty() || quote.isEmpty()) {
            return Optional.empty();
        }
        if (!unquoted && quote.equals(delimiter)) {
            section.problem("quote", "is the delimiter too", "two different characters");
            return Optional.empty();
        }
        return Optional.of(new CsvDialect(delimiter.get(), unquoted ? Optional.empty() : quote, columns));
    }

    private static Optional<Character> character(
            Section section, String key, Predicate<Character> isUsable, String rule) {
        return section.character(key).filter(character -> {
            boolean usable = isUsable.test(character);
            if (!usable) {
                section.problem(key, "can't be a " + key, rule);
            }
            return usable;
        });
    }

    private Optional<Replay> replay(Section section, String name) {
        if (!timed) {
            section.problem(
                    "type", "the pipeline has no event.time to play by", "name a field of type timestamp there");
        }
        boolean folder = section.has("folder");
        String key = folder ? "folder" : "file";
        section.require(key);
        if (folder && section.has("file")) {
            section.problem("file", "stands beside folder", "keep one of them");
        }
        Optional<String> path = section.text(key)
                .filter(text -> isPath(section, key, text))
                .filter(text -> folder || isPlayed(section, text));
        Optional<CsvDialect> csv = csv(section);
        boolean max = section.isText("speed", "max");
        double speed = max ? 1 : section.speed("speed").orElse(1);
        boolean shift = section.word("shift", List.of("now")).isPresent();
        boolean loop = section.truth("loop").orElse(false);
        return path.flatMap(at -> csv.map(dialect -> new Replay(
                name, at, folder, dialect, max ? OptionalDouble.empty() : OptionalDouble.of(speed), shift, loop)));
    }

    private static boolean isPlayed(Section section, String file) {
        boolean played = RecordFile.formatOf(file).isPresent();
        if (!played) {
            section.problem("file", Problems.quote(file) + " can't be played", "a name that ends with .csv or .ndjson");
        }
        return played;
    }

    private static Optional<Poll> poll(Section section, String name) {
        return new PollReader(section).read(name);
    }

    private static Optional<Kafka> kafka(Section section, String name) {
        section.require("topic");
        section.require("format");
        Optional<String> topic = section.text("topic").filter(text -> {
            boolean usable = TOPIC.matcher(text).matches() && !text.equals(".") && !text.equals("..");
            if (!usable) {
                section.problem(
                        "topic",
                        Problems.quote(text) + " is no name of a topic",
                        "up to 249 letters, digits, dots, underscores and hyphens");
            }
            return usable;
        });
        Optional<SourceDefinition.Format> format = section.word("format", List.of("json", "avro"))
                .map(word -> SourceDefinition.Format.valueOf(word.toUpperCase(Locale.ROOT)));
        SourceDefinition.StartFrom startFrom = section.word("startFrom", List.of("earliest", "latest"))
                .map(word -> SourceDefinition.StartFrom.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(SourceDefinition.StartFrom.EARLIEST);
        return topic.flatMap(called -> format.map(form -> new Kafka(name, called, form, startFrom)));
    }
}
