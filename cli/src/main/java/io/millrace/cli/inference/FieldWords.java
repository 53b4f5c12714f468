package io.millrace.cli.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What the words of a field's name say about it. A hint, never a proof: values decide where they can. */
final class FieldWords {
    private static final Set<String> TIME = Set.of(
            "time",
            "timestamp",
            "ts",
            "date",
            "datetime",
            "at",
            "when",
            "epoch",
            "created",
            "updated",
            "recorded",
            "occurred",
            "millis",
            "ms",
            "day");
    private static final Set<String> EVENT_TIME =
            Set.of("time", "timestamp", "ts", "datetime", "at", "when", "occurred", "recorded", "created", "event");
    private static final Set<String> OTHER_TIME = Set.of(
            "updated",
            "modified",
            "deleted",
            "birth",
            "born",
            "expires",
            "expiry",
            "due",
            "end",
            "ended",
            "until",
            "ingested",
            "processed",
            "inserted",
            "loaded");
    private static final Set<String> IDENTIFIER = Set.of(
            "id",
            "code",
            "zip",
            "postcode",
            "phone",
            "no",
            "nr",
            "key",
            "sku",
            "isbn",
            "imei",
            "mac",
            "ean",
            "serial",
            "uuid",
            "guid",
            "ip");
    private static final Set<String> ENDS_IN_ID =
            Set.of("paid", "bid", "grid", "valid", "void", "fluid", "humid", "aid", "mid", "android");
    private static final Set<String> ONE_RECORD = Set.of(
            "event",
            "eventid",
            "order",
            "orderid",
            "transaction",
            "transactionid",
            "txn",
            "request",
            "message",
            "record",
            "payment",
            "invoice",
            "trip",
            "uuid",
            "guid");
    private static final Set<String> MONEY = Set.of(
            "price",
            "amount",
            "cost",
            "total",
            "fee",
            "balance",
            "revenue",
            "tax",
            "salary",
            "paid",
            "charge",
            "fare",
            "discount");
    private static final Set<String> PLACE =
            Set.of("index", "port", "slot", "frame", "year", "month", "hour", "lat", "lon", "latitude", "longitude");

    private final List<String> words;

    FieldWords(String name) {
        words = Arrays.asList(name.split("_"));
    }

    private boolean has(Set<String> any) {
        return words.stream().anyMatch(any::contains);
    }

    boolean speakOfTime() {
        return has(TIME);
    }

    /** How likely it is that a time is when the event happened; more is likelier. */
    int likelihoodOfEventTime() {
        return (has(EVENT_TIME) ? 1 : 0) - (has(OTHER_TIME) ? 2 : 0);
    }

    boolean speakOfIdentity() {
        String last = words.get(words.size() - 1);
        return IDENTIFIER.contains(last) || (last.length() > 2 && last.endsWith("id") && !ENDS_IN_ID.contains(last));
    }

    /** Whether it names one record, not who or what it is about. */
    boolean speakOfOneRecord() {
        return has(ONE_RECORD) && speakOfIdentity();
    }

    boolean speakOfMoney() {
        return has(MONEY);
    }

    /** Whether numbers of this name are places or codes, which nobody adds up. */
    boolean speakOfPlace() {
        return has(PLACE) || words.get(words.size() - 1).endsWith("index");
    }
}
