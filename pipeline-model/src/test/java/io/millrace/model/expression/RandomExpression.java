package io.millrace.model.expression;

import io.millrace.model.definition.FieldType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random expressions over the fields {@code i j} (int), {@code d e} (double), {@code s t} (string), {@code b c} (boolean), {@code at then}
 * (timestamp), and values for them, at the edges more often than not. Left out is what we do on purpose otherwise: an int compared with a
 * double that does not hold it exactly, and text compared by code points.
 */
final class RandomExpression {
    static final List<FieldType.Kind> KINDS = List.of(
            FieldType.Kind.LONG,
            FieldType.Kind.DOUBLE,
            FieldType.Kind.STRING,
            FieldType.Kind.BOOLEAN,
            FieldType.Kind.TIMESTAMP);

    private static final List<String> PARTS = List.of(
            "getFullYear",
            "getMonth",
            "getDate",
            "getDayOfMonth",
            "getDayOfWeek",
            "getDayOfYear",
            "getHours",
            "getMinutes",
            "getSeconds",
            "getMilliseconds");
    private static final List<String> ORDERS = List.of("==", "!=", "<", "<=", ">", ">=");
    private static final List<String> TEXTS = List.of("", "a", "ab", "HKD", "é", "😀b", "12", "-7", "1.5", "true");

    private final Random random;

    RandomExpression(Random random) {
        this.random = random;
    }

    static Map<String, Object> values(Random random) {
        Map<String, Object> values = new HashMap<>();
        put(values, random, "i", whole(random));
        put(values, random, "j", (long) (int) whole(random));
        put(values, random, "d", real(random));
        put(values, random, "e", real(random));
        put(values, random, "s", text(random));
        put(values, random, "t", text(random));
        put(values, random, "b", random.nextBoolean());
        put(values, random, "c", random.nextBoolean());
        put(values, random, "at", time(random));
        put(values, random, "then", time(random));
        return values;
    }

    private static void put(Map<String, Object> values, Random random, String name, Object value) {
        if (random.nextInt(8) != 0) {
            values.put(name, value);
        }
    }

    private static long whole(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.MAX_VALUE - random.nextInt(2);
            case 1 -> Long.MIN_VALUE + random.nextInt(2);
            case 2 -> random.nextLong();
            default -> random.nextInt(7) - 3;
        };
    }

    private static double real(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Double.MAX_VALUE;
            case 1 -> 0x1p63 * (random.nextBoolean() ? 1 : -1);
            case 2 -> random.nextGaussian() * 1e6;
            default -> (random.nextInt(9) - 4) / 2.0;
        };
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static Instant time(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Instant.parse("9999-12-31T23:59:59.999Z");
            case 1 -> Instant.parse("0001-01-01T00:00:00Z");
            case 2 -> Instant.ofEpochMilli(random.nextInt(2_000) - 1_000);
            default -> Instant.ofEpochMilli(random.nextLong() >> 22);
        };
    }

    String of(FieldType.Kind kind, int depth) {
        boolean leaf = depth == 0 || random.nextInt(6) == 0;
        return switch (kind) {
            case LONG -> leaf ? pick("i", "j", "" + (random.nextInt(9) - 4), "9223372036854775807") : whole(depth - 1);
            case DOUBLE -> leaf ? pick("d", "e", (random.nextInt(9) - 4) / 2.0 + "", "1e300") : real(depth - 1);
            case STRING -> leaf ? pick("s", "t", "\"" + text(random) + "\"") : text(depth - 1);
            case BOOLEAN -> leaf ? pick("b", "c", "true", "false") : truth(depth - 1);
            case TIMESTAMP -> leaf ? pick("at", "then", "timestamp(\"2026-03-01T12:00:00.5+08:00\")") : time(depth - 1);
            default -> throw new IllegalArgumentException(kind.toString());
        };
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String whole(int depth) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> binary(FieldType.Kind.LONG, pick("+", "-", "*", "/", "%"), depth);
            case 4 -> "-(" + of(FieldType.Kind.LONG, depth) + ")";
            case 5 -> choice(FieldType.Kind.LONG, depth);
            case 6 -> pick("size(", "int(") + of(FieldType.Kind.STRING, depth) + ")";
            case 7 -> "int(" + of(FieldType.Kind.DOUBLE, depth) + ")";
            case 8 -> "int(" + of(FieldType.Kind.TIMESTAMP, depth) + ")";
            default ->
                "(" + of(FieldType.Kind.TIMESTAMP, depth) + ")." + PARTS.get(random.nextInt(PARTS.size()))
                        + pick("()", "('Asia/Shanghai')", "('+05:30')", "('America/New_York')");
        };
    }

    private String real(int depth) {
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> binary(FieldType.Kind.DOUBLE, pick("+", "-", "*", "/"), depth);
            case 3 -> "-(" + of(FieldType.Kind.DOUBLE, depth) + ")";
            case 4 -> choice(FieldType.Kind.DOUBLE, depth);
            default -> "double(" + of(random.nextBoolean() ? FieldType.Kind.LONG : FieldType.Kind.STRING, depth) + ")";
        };
    }

    private String text(int depth) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> binary(FieldType.Kind.STRING, "+", depth);
            case 2 -> choice(FieldType.Kind.STRING, depth);
            default ->
                "string("
                        + of(
                                switch (random.nextInt(4)) {
                                    case 0 -> FieldType.Kind.LONG;
                                    case 1 -> FieldType.Kind.BOOLEAN;
                                    case 2 -> FieldType.Kind.TIMESTAMP;
                                    default -> FieldType.Kind.DOUBLE;
                                },
                                depth)
                        + ")";
        };
    }

    private String time(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> choice(FieldType.Kind.TIMESTAMP, depth);
            case 1 -> "timestamp(" + of(FieldType.Kind.LONG, depth) + ")";
            default ->
                "(" + of(FieldType.Kind.TIMESTAMP, depth) + pick(" + ", " - ")
                        + pick("duration('1h30m')", "duration('-0.25s')", "duration('2400000h')") + ")";
        };
    }

    private String truth(int depth) {
        String order = ORDERS.get(random.nextInt(ORDERS.size()));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> binary(FieldType.Kind.BOOLEAN, pick("&&", "||"), depth);
            case 3 -> "!(" + of(FieldType.Kind.BOOLEAN, depth) + ")";
            case 4 -> choice(FieldType.Kind.BOOLEAN, depth);
            case 5 -> binary(FieldType.Kind.LONG, order, depth);
            case 6 -> binary(FieldType.Kind.DOUBLE, order, depth);
            case 7 ->
                random.nextBoolean()
                        ? binary(FieldType.Kind.TIMESTAMP, order, depth)
                        : "(" + binary(FieldType.Kind.TIMESTAMP, "-", depth) + order + "duration('1h0.5s'))";
            case 8 -> "(" + pick("j", "-3", "size(s)") + pick(" < ", " >= ") + pick("1.5", "-2.0", "e") + ")";
            case 9 -> binary(FieldType.Kind.STRING, pick("==", "!="), depth);
            case 10 ->
                "(" + of(FieldType.Kind.STRING, depth) + ")"
                        + pick(
                                ".startsWith('a')",
                                ".endsWith('b')",
                                ".contains(t)",
                                ".startsWith(t)",
                                ".matches('^[ab]+$')");
            default ->
                pick(
                        "(" + of(FieldType.Kind.LONG, depth) + " in [1, -2, 3])",
                        "(" + of(FieldType.Kind.DOUBLE, depth) + " in [0.0, 1.5])",
                        "(" + of(FieldType.Kind.STRING, depth) + " in ['a', 'HKD', ''])");
        };
    }

    private String binary(FieldType.Kind kind, String operator, int depth) {
        return "(" + of(kind, depth) + " " + operator + " " + of(kind, depth) + ")";
    }

    private String choice(FieldType.Kind kind, int depth) {
        return "(" + of(FieldType.Kind.BOOLEAN, depth) + " ? " + of(kind, depth) + " : " + of(kind, depth) + ")";
    }
}
