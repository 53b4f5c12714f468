package io.millrace.model.definition;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/** Reads one field of an event. */
final class FieldReader {
    private static final FieldType STAND_IN = FieldType.of(FieldType.Kind.STRING);

    private FieldReader() {}

    /** The field, if it has a name of its own. If any problem was noted, it only serves to find more. */
    static Optional<FieldDefinition> read(Section section, Columns columns) {
        section.require("name");
        section.require("type");
        Optional<String> name = section.name("name");
        Optional<FieldType> type = TypeText.read(section, "type");
        Optional<String> from = section.text("from").filter(text -> isPlace(section, text));
        Optional<String> format = section.text("format");
        Optional<ZoneId> zone = section.text("zone").flatMap(text -> zone(section, text));
        Optional<BigDecimal> min = section.number("min");
        Optional<BigDecimal> max = section.number("max");
        Optional<String> unit = section.text("unit");
        boolean optional = section.truth("optional").orElse(false);
        type.ifPresent(known -> {
            checkTime(section, known, format);
            checkRange(section, known, min, max);
        });
        if (name.isEmpty()) {
            columns.giveUp();
        } else if (!columns.add(name.get(), type, optional)) {
            section.problem("name", "another field is called " + name.get(), "give each field a name of its own");
            return Optional.empty();
        }
        return name.map(text -> new FieldDefinition(
                text, type.orElse(STAND_IN), from.orElse(text), optional, format, zone, unit, min, max));
    }

    private static boolean isPlace(Section section, String from) {
        try {
            JsonPath.of(from);
            return true;
        } catch (IllegalArgumentException notOne) {
            section.problem(
                    "from",
                    "no JSON path: " + notOne.getMessage(),
                    JsonPath.RULE + "; a literal key that starts like a path is written $['$.key']");
            return false;
        }
    }

    private static Optional<ZoneId> zone(Section section, String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException notOne) {
            section.problem(
                    "zone",
                    Problems.quote(text) + " is no time zone",
                    Suggestion.hint(
                            text,
                            ZoneId.getAvailableZoneIds(),
                            "a name of the IANA time zone database such as Asia/Shanghai or UTC, or an offset such as +08:00"));
            return Optional.empty();
        }
    }

    private static void checkTime(Section section, FieldType type, Optional<String> format) {
        boolean temporal = type.kind() == FieldType.Kind.TIMESTAMP || type.kind() == FieldType.Kind.DATE;
        if (!temporal) {
            for (String key : new String[] {"format", "zone"}) {
                if (section.has(key)) {
                    section.problem(
                            key, "has no meaning for type " + type, "leave it out: it is for types timestamp and date");
                }
            }
            return;
        }
        if (format.isEmpty()) {
            if (section.has("zone") && !section.has("format")) {
                String standard =
                        type.kind() == FieldType.Kind.DATE ? "a date has no zone" : "RFC 3339 names its offset";
                section.problem("zone", "has no meaning without a format: " + standard, "leave it out");
            }
        } else if (format.get().startsWith("epoch")) {
            checkEpoch(section, format.get());
        } else {
            checkPattern(section, type, format.get());
        }
    }

    private static void checkEpoch(Section section, String format) {
        if (!format.equals("epoch-ms") && !format.equals("epoch-s")) {
            section.problem("format", Problems.quote(format) + " is no format", "epoch-ms or epoch-s");
        }
        if (section.has("zone")) {
            section.problem("zone", "has no meaning for " + format + ", which counts in UTC", "leave it out");
        }
    }

    private static void checkPattern(Section section, FieldType type, String format) {
        TimePattern pattern;
        try {
            pattern = TimePattern.of(format);
        } catch (IllegalArgumentException notOne) {
            section.problem("format", Problems.quote(format) + " " + notOne.getMessage(), patternHint(format));
            return;
        }
        if (type.kind() == FieldType.Kind.DATE) {
            if (section.has("zone")) {
                section.problem(
                        "zone", "has no meaning for type date", "leave it out: a date is the same in every zone");
            }
        } else if (pattern.namesZone() && section.has("zone")) {
            section.problem("zone", "the format names the zone or offset itself", "leave it out");
        } else if (!pattern.namesZone() && !section.has("zone")) {
            section.problem(
                    "zone",
                    "is missing: the format tells local time",
                    "add the zone whose clocks wrote it: zone: Asia/Shanghai (or UTC)");
        }
    }

    private static String patternHint(String format) {
        if (format.contains("Y")) {
            return "Y is the year of a week; the year is yyyy: dd/MM/yyyy HH:mm:ss";
        } else if (format.contains("D")) {
            return "D is the day of the year; the day of the month is dd: dd/MM/yyyy HH:mm:ss";
        } else if (format.contains("h") && !format.contains("a")) {
            return "h is the hour of half a day and needs a for AM or PM; the hour of the day is HH: dd/MM/yyyy HH:mm:ss";
        }
        return "epoch-ms, epoch-s, or a pattern of java.time.format.DateTimeFormatter with year, month and day: dd/MM/yyyy HH:mm:ss";
    }

    private static void checkRange(
            Section section, FieldType type, Optional<BigDecimal> min, Optional<BigDecimal> max) {
        for (String key : new String[] {"min", "max"}) {
            if (section.has(key) && !type.isNumeric()) {
                section.problem(key, "has no meaning for type " + type, "leave it out: it is for numbers");
            }
        }
        if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
            section.problem("min", "is greater than max, so that no value could be accepted", "min at most max");
        }
    }
}
