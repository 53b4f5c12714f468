package io.millrace.batch.command;

import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.run.Report;
import io.millrace.batch.run.Request;
import io.millrace.batch.run.ToldRow;
import io.millrace.cassandra.Run;
import io.millrace.model.value.JsonText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came of comparing, for people and for machines. */
final class Reports {
    private static final int SHOWN = 20;

    private Reports() {}

    static void print(Run.Kind kind, Request request, Report report, boolean json, PrintWriter out) {
        if (json) {
            out.println(json(kind, request, report));
        } else {
            text(kind, report).forEach(out::println);
        }
    }

    private static List<String> text(Run.Kind kind, Report report) {
        boolean dry = kind == Run.Kind.DRY_RUN;
        List<String> lines = new java.util.ArrayList<>();
        long changed = report.different() - report.missing() - report.unfounded();
        lines.add(count(report.equal(), dry ? "rows would stay as they are" : "rows are equal, bit for bit"));
        if (report.different() > 0) {
            lines.add(count(changed, dry ? "rows would change" : "rows are different"));
            lines.add(count(
                    report.missing(), dry ? "rows would be new" : "rows are missing: events say they should be there"));
            lines.add(count(
                    report.unfounded(), dry ? "rows would be gone" : "rows are unfounded: no events say of them"));
        }
        if (report.regrouped() > 0) {
            lines.add(count(
                    report.regrouped(),
                    "rows are of other groups than the batch keeps (maxGroups), since events came late; their windows"
                            + " come to the same, bit for bit"));
        }
        if (report.moving() > 0) {
            lines.add(count(report.moving(), "rows are undecided: events kept coming for them"));
        }
        report.differences().stream().limit(SHOWN).forEach(row -> {
            lines.add("  " + row.values());
            row.events().ifPresent(events -> lines.addAll(events(events)));
        });
        if (report.differences().size() > SHOWN) {
            lines.add("  … and more");
        }
        lines.addAll(report.notes());
        return lines;
    }

    private static List<String> events(List<CountedEvent> events) {
        return events.isEmpty()
                ? List.of("    no event of the archive is of it")
                : events.stream().map(event -> "    event " + event.text()).toList();
    }

    private static String count(long count, String what) {
        return String.format(Locale.ROOT, "%,12d %s", count, what);
    }

    private static String json(Run.Kind kind, Request request, Report report) {
        StringBuilder json = new StringBuilder("{\"kind\":");
        JsonText.appendString(kind.text(), json);
        member("tenant", request.tenant(), json);
        member("pipeline", request.pipeline(), json);
        member("from", request.from().toString(), json);
        member("to", request.until().toString(), json);
        number("equal", report.equal(), json);
        number("different", report.different(), json);
        number("missing", report.missing(), json);
        number("unfounded", report.unfounded(), json);
        number("regrouped", report.regrouped(), json);
        number("undecided", report.moving(), json);
        json.append(",\"notes\":[")
                .append(report.notes().stream().map(Reports::quoted).collect(Collectors.joining(",")))
                .append("],\"differences\":[")
                .append(report.differences().stream().map(ToldRow::json).collect(Collectors.joining(",")))
                .append("]}");
        return json.toString();
    }

    private static void member(String name, String value, StringBuilder json) {
        json.append(",\"").append(name).append("\":").append(quoted(value));
    }

    private static void number(String name, long value, StringBuilder json) {
        json.append(",\"").append(name).append("\":").append(value);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder();
        JsonText.appendString(text, json);
        return json.toString();
    }
}
