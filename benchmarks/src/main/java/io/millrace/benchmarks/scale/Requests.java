package io.millrace.benchmarks.scale;

import io.millrace.embedded.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the programs ask of an installation over HTTP. Thread-safe. */
final class Requests {
    private static final Pattern EVENTS = Pattern.compile("\"events\":(\\d+)");

    private final Addresses addresses;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Requests(Addresses addresses) {
        this.addresses = addresses;
    }

    /** Puts a definition; anything but 2xx is an error. */
    void put(String tenant, String pipeline, String definition) {
        require(HttpRequest.newBuilder(pipeline(tenant, pipeline))
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(definition)));
    }

    /** Sends records, one a line; anything but 2xx is an error. */
    void send(String tenant, String pipeline, String ndjson) {
        require(HttpRequest.newBuilder(URI.create(pipeline(tenant, pipeline) + "/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(ndjson)));
    }

    /** How many events the rows of an interval count on the first page; 0 while the rollup is not known. */
    long events(String tenant, String pipeline, String rollup, String from, String to) {
        HttpResponse<String> answer = answer(HttpRequest.newBuilder(URI.create(addresses.query() + "/v1/tenants/"
                + tenant + "/rollups/" + pipeline + "/" + rollup + "?limit=10000&from=" + from + "&to=" + to)));
        if (answer.statusCode() == 404) {
            return 0;
        }
        requireSuccess(answer);
        long events = 0;
        for (Matcher row = EVENTS.matcher(answer.body()); row.find(); ) {
            events += Long.parseLong(row.group(1));
        }
        return events;
    }

    /** The sum of a metric over all series whose labels contain a text. */
    double metric(URI service, String name, String label) {
        HttpResponse<String> answer = answer(HttpRequest.newBuilder(service.resolve("/prometheus")));
        requireSuccess(answer);
        return answer.body()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private URI pipeline(String tenant, String pipeline) {
        return URI.create(addresses.ingest() + "/v1/tenants/" + tenant + "/pipelines/" + pipeline);
    }

    private void require(HttpRequest.Builder request) {
        requireSuccess(answer(request));
    }

    private static void requireSuccess(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2 || answer.statusCode() == 207) {
            throw new IllegalStateException(
                    answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
