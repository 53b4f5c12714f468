package io.millrace.cli.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways of writing days and times that are looked for, the likelier first. */
final class TimeForms {
    /**
     * @param pattern of {@link java.time.format.DateTimeFormatter}
     * @param monthFirst the same with day and month swapped, if that is a way of writing too
     * @param namesZone whether the text says its zone or offset
     */
    record Form(String pattern, Optional<String> monthFirst, boolean namesZone) {
        private static Form of(String pattern) {
            return new Form(pattern, Optional.empty(), false);
        }

        private static Form swapped(String pattern, String monthFirst) {
            return new Form(pattern, Optional.of(monthFirst), false);
        }

        private static Form zoned(String pattern) {
            return new Form(pattern, Optional.empty(), true);
        }

        private Form with(String more) {
            return new Form(pattern + more, monthFirst.map(other -> other + more), namesZone);
        }
    }

    private static final List<Form> DAYS = List.of(
            Form.of("yyyy/MM/dd"),
            Form.swapped("dd/MM/yyyy", "MM/dd/yyyy"),
            Form.swapped("d/M/yyyy", "M/d/yyyy"),
            Form.swapped("dd-MM-yyyy", "MM-dd-yyyy"),
            Form.of("dd.MM.yyyy"),
            Form.of("d.M.yyyy"),
            Form.of("d MMM yyyy"),
            Form.of("d-MMM-yyyy"),
            Form.of("MMM d, yyyy"),
            Form.swapped("d/M/yy", "M/d/yy"));

    private static final List<String> TIMES = List.of(
            " HH:mm:ss",
            " HH:mm",
            " HH:mm:ss.SSS",
            " HH:mm:ss.SSSSSS",
            "'T'HH:mm:ss",
            "'T'HH:mm:ss.SSS",
            "'T'HH:mm:ss.SSSSSS",
            "'T'HH:mm",
            " H:mm:ss",
            " H:mm",
            " h:mm:ss a",
            " h:mm a");

    private TimeForms() {}

    /** Of days. RFC 3339, {@code 2026-03-01}, needs none. */
    static List<Form> days() {
        return DAYS;
    }

    /** Of points in time. RFC 3339 needs none. */
    static List<Form> times() {
        List<Form> forms = new ArrayList<>();
        for (String time : TIMES) {
            forms.add(Form.of("yyyy-MM-dd").with(time));
        }
        for (Form day : DAYS) {
            TIMES.forEach(time -> forms.add(day.with(time)));
        }
        for (String zoned : List.of(
                "yyyy-MM-dd'T'HH:mm:ssXX",
                "yyyy-MM-dd'T'HH:mm:ss.SSSXX",
                "yyyy-MM-dd HH:mm:ss XX",
                "yyyy-MM-dd'T'HH:mmXXX",
                "dd/MMM/yyyy:HH:mm:ss XX",
                "EEE, d MMM yyyy HH:mm:ss XX",
                "EEE, d MMM yyyy HH:mm:ss z")) {
            forms.add(Form.zoned(zoned));
        }
        forms.add(Form.of("yyyy-MM-dd HH:mm:ss 'UTC'"));
        forms.add(Form.of("EEE MMM d HH:mm:ss yyyy"));
        return forms;
    }
}
