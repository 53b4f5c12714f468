package io.millrace.benchmarks.endtoend;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * What an ingest service with 256 MB of heap does with single records, with a CSV and an NDJSON of a gigabyte and with three times its load. Usage:
 * {@code HttpIngest [part...]}, parts being {@code single}, {@code large} and {@code overload}; all if left out.
 */
public final class HttpIngest {
    private static final List<String> PARTS = List.of("single", "large", "overload");
    private static final List<Integer> CONNECTIONS = List.of(256, 64, 8, 1);

    private HttpIngest() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("logback.configurationFile", "benchmarks-logback.xml");
        List<String> parts = arguments.length == 0 ? PARTS : List.of(arguments);
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("parts are " + PARTS + ", not " + parts);
        }
        try (Lab lab = Lab.open();
                SmallIngest ingest = SmallIngest.start(lab)) {
            put(ingest);
            if (parts.contains("single")) {
                SingleRecords single = new SingleRecords(ingest);
                single.warmUp();
                for (int connections : CONNECTIONS) {
                    System.out.println(single.run(connections));
                }
            }
            if (parts.contains("large")) {
                System.out.println(new LargeBody(ingest, true).run());
                System.out.println(new LargeBody(ingest, false).run());
            }
            if (parts.contains("overload")) {
                System.out.println(new Overload(lab, ingest).run());
            }
        }
    }

    private static void put(SmallIngest ingest) throws Exception {
        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(ingest.pipeline())
                                .header("Content-Type", "application/yaml")
                                .PUT(HttpRequest.BodyPublishers.ofString(Corpus.definition()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("PUT answered " + answer.statusCode() + ": " + answer.body());
        }
    }
}
