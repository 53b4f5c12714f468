package io.millrace.benchmarks.endtoend;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads answers of the ingest service. */
final class Answers {
    private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");

    private Answers() {}

    /** How many records were accepted. */
    static long accepted(HttpResponse<String> answer) {
        Matcher accepted = ACCEPTED.matcher(answer.body());
        return accepted.find() ? Long.parseLong(accepted.group(1)) : 0;
    }
}
