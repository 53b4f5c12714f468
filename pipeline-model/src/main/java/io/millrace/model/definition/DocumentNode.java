package io.millrace.model.definition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A piece of a YAML document, free of aliases and tags. What a plain scalar means follows the core schema of YAML 1.2. */
sealed interface DocumentNode {
    /** What this is, for a person: {@code a number}. */
    String description();

    /** Keys in the order of the document. */
    record Mapping(Map<String, DocumentNode> entries) implements DocumentNode {
        @Override
        public String description() {
            return "a mapping";
        }
    }

    record Sequence(List<DocumentNode> items) implements DocumentNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String description() {
            return "a list";
        }
    }

    /**
     * @param plain written without quotes, so that it may mean something other than text
     */
    record Scalar(String text, boolean plain) implements DocumentNode {
        private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
        private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
        private static final Pattern BASED = Pattern.compile("0o[0-7]+|0x[0-9a-fA-F]+");
        private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
        private static final Pattern NOT_FINITE = Pattern.compile("[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");

        /** No range of values needs longer numbers; written out they would cost memory. */
        private static final int MAX_LENGTH = 400;

        private static final int MAX_PRECISION = 100;
        private static final int MAX_SCALE = 200;

        boolean isNull() {
            return plain && NOTHING.matcher(text).matches();
        }

        boolean isTruth() {
            return plain && TRUTH.matcher(text).matches();
        }

        boolean isNumber() {
            return plain
                    && (isBased() || isDecimal() || NOT_FINITE.matcher(text).matches());
        }

        boolean isText() {
            return !isNull() && !isTruth() && !isNumber();
        }

        /** The number; empty if it is infinite, not a number, or of absurd length. */
        Optional<BigDecimal> number() {
            if (text.length() > MAX_LENGTH) {
                return Optional.empty();
            }
            if (isBased()) {
                int radix = text.charAt(1) == 'x' ? 16 : 8;
                return Optional.of(new BigDecimal(new BigInteger(text.substring(2), radix)));
            }
            if (!isDecimal()) {
                return Optional.empty();
            }
            try {
                BigDecimal number = new BigDecimal(text);
                boolean sane = number.precision() <= MAX_PRECISION && Math.abs((long) number.scale()) <= MAX_SCALE;
                return sane ? Optional.of(canonical(number)) : Optional.empty();
            } catch (NumberFormatException exponentTooGreat) {
                return Optional.empty();
            }
        }

        private boolean isBased() {
            return BASED.matcher(text).matches();
        }

        private boolean isDecimal() {
            return text.length() <= MAX_LENGTH && DECIMAL.matcher(text).matches();
        }

        private static BigDecimal canonical(BigDecimal number) {
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }

        @Override
        public String description() {
            if (isNull()) {
                return "nothing";
            } else if (isTruth()) {
                return "a boolean";
            }
            return isNumber() ? "a number" : "text";
        }
    }
}
