package io.millrace.cli.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A dataset of the folder {@code examples}, and how it is shown. */
public enum Example {
    GPON,
    COMPANIES,
    USERS,
    ENERGY,
    EVENTS;

    /** Its events happen within so many days. */
    static final int DAYS = 7;

    /** The one with a name, such as {@code gpon}. */
    public static Optional<Example> named(String name) {
        for (Example example : values()) {
            if (example.title().equals(name)) {
                return Optional.of(example);
            }
        }
        return Optional.empty();
    }

    /** Its folder and pipeline. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Who has it. */
    public List<String> tenants() {
        return this == GPON ? List.of("north", "south") : List.of("demo");
    }

    /** What a tenant of it may send over HTTP, if it has quotas and a key of its own; by the names that the service knows. */
    Optional<Map<String, Long>> quotas(String tenant) {
        return this == GPON
                ? Optional.of(Map.of("recordsPerSecond", tenant.equals("north") ? 2_000L : 1_000L, "burstSeconds", 10L))
                : Optional.empty();
    }

    /** Whether it comes from the APIs that {@link StandIn} stands in for. */
    public boolean isPolled() {
        return this == COMPANIES || this == USERS;
    }

    /** Whose sources read which topic of others for it: {@code tenant=topic}. */
    public Optional<String> readTopic() {
        return this == EVENTS ? Optional.of("demo=shop-events") : Optional.empty();
    }

    /** Its events happen from this day on. */
    LocalDate from(LocalDate today) {
        return switch (this) {
            case GPON -> LocalDate.of(2019, 8, 1);
            case ENERGY -> LocalDate.of(2025, 1, 12);
            case EVENTS -> LocalDate.of(2025, 10, 1);
            case COMPANIES, USERS -> today;
        };
    }

    /** Arguments of commands that show it; {@code %s} is the tenant. */
    List<String> questions() {
        return switch (this) {
            case GPON ->
                List.of(
                        "query %s gpon province_5m --from 2019-08-01T03:00:00Z --to 2019-08-01T03:10:00Z",
                        "alerts %s", "table %s");
            case COMPANIES -> List.of("query %s companies country_1m --from TODAY --to TOMORROW --limit 20");
            case USERS -> List.of("query %s users registrations_1h --from TODAY --to TOMORROW --limit 20");
            case ENERGY ->
                List.of(
                        "query %s energy household_1h --from 2025-01-12T23:00:00Z --to 2025-01-13T03:00:00Z",
                        "query %s energy household_24h --from 2025-01-12T23:00:00Z --to 2025-01-13T00:00:00Z"
                                + " --where household:house-2");
            case EVENTS ->
                List.of(
                        "query %s events type_5m --from 2025-10-06T08:00:00Z --to 2025-10-06T08:05:00Z",
                        "table %s last_event_of_customer customer=customer-092");
        };
    }
}
