package io.millrace.model.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function of CEL by the types of its operands, the target of the call first. */
final class Calls {
    private final String function;
    private final List<Expression> operands;

    private Calls(String function, List<Expression> operands) {
        this.function = function;
        this.operands = operands;
    }

    /**
     * Empty if there is no such function of these.
     *
     * @throws IllegalArgumentException if a literal is not what the function takes; the message says what it takes
     */
    static Optional<Expression> of(String function, List<Expression> operands) {
        return Optional.ofNullable(new Calls(function, operands).build());
    }

    private @Nullable Expression build() {
        Expression first = operands.get(0);
        Expression edit = TextEdits.of(function, operands);
        if (edit != null) {
            return edit;
        } else if (operands.size() == 1) {
            return unary(first);
        } else if (operands.size() == 3) {
            return function.equals("_?_:_") && first instanceof BooleanExpression condition
                    ? choice(condition, operands.get(1), operands.get(2))
                    : null;
        } else if (operands.size() != 2) {
            return null;
        }
        Expression second = operands.get(1);
        Comparison comparison = Comparison.ofFunction(function);
        return comparison == null ? binary(first, second) : comparison(comparison, first, second);
    }

    private @Nullable Expression unary(Expression operand) {
        if (operand instanceof LongExpression number) {
            return switch (function) {
                case "-_" -> Numbers.negateLong(number);
                case "int" -> number;
                case "double" -> Numbers.toDouble(number);
                case "string" -> Texts.ofLong(number);
                case "timestamp" -> Times.ofSeconds(number);
                default -> null;
            };
        } else if (operand instanceof DoubleExpression number) {
            return switch (function) {
                case "-_" -> Numbers.negateDouble(number);
                case "int" -> Numbers.toLong(number);
                case "double" -> number;
                case "string" -> Texts.ofDouble(number);
                default -> null;
            };
        } else if (operand instanceof StringExpression text) {
            return ofText(text);
        } else if (operand instanceof BooleanExpression condition) {
            return switch (function) {
                case "!_" -> Logic.not(condition);
                case "string" -> Texts.ofBoolean(condition);
                default -> null;
            };
        } else if (operand instanceof Expression.Timestamp timestamp) {
            return switch (function) {
                case "int" -> Times.toSeconds(timestamp);
                case "string" -> Times.toText(timestamp);
                case "timestamp" -> timestamp;
                default ->
                    Times.Part.ofFunction(function)
                            .map(part -> Times.part(timestamp, part, ZoneOffset.UTC))
                            .orElse(null);
            };
        } else if (operand instanceof Expression.Duration duration) {
            return Times.Part.ofFunction(function)
                    .filter(Times.Part::isOfDuration)
                    .map(part -> Times.part(duration, part))
                    .orElse(null);
        }
        return null;
    }

    private @Nullable Expression ofText(StringExpression text) {
        return switch (function) {
            case "size" -> Texts.size(text);
            case "int" -> Texts.toLong(text);
            case "double" -> Texts.toDouble(text);
            case "string" -> text;
            case "timestamp" -> {
                // A literal that is none is refused here and not for each event.
                LongExpression millis = text instanceof Texts.Constant literal
                        ? new Numbers.LongConstant(literalTimestamp(literal.constant()))
                        : Texts.toTimestamp(text);
                yield new Expression.Timestamp(millis);
            }
            case "duration" -> {
                if (text instanceof Texts.Constant literal) {
                    yield new Expression.Duration(new Numbers.LongConstant(DurationText.parse(literal.constant())));
                }
                throw new IllegalArgumentException("duration takes a literal, such as duration(\"1h30m\")");
            }
            default -> null;
        };
    }

    private static long literalTimestamp(String text) {
        try {
            return Texts.parseTimestamp(text);
        } catch (Failure notOne) {
            throw new IllegalArgumentException(
                    "timestamp takes RFC 3339, such as timestamp(\"2026-03-01T12:00:00Z\")", notOne);
        }
    }

    private @Nullable Expression binary(Expression left, Expression right) {
        if (left instanceof LongExpression first && right instanceof LongExpression second) {
            return switch (function) {
                case "_+_" -> new Numbers.LongBinary(first, second, Numbers::add);
                case "_-_" -> new Numbers.LongBinary(first, second, Numbers::subtract);
                case "_*_" -> new Numbers.LongBinary(first, second, Numbers::multiply);
                case "_/_" -> new Numbers.LongBinary(first, second, Numbers::divide);
                case "_%_" -> new Numbers.LongBinary(first, second, Numbers::remainder);
                default -> null;
            };
        } else if (left instanceof DoubleExpression first && right instanceof DoubleExpression second) {
            return switch (function) {
                case "_+_" -> new Numbers.DoubleBinary(first, second, (x, y) -> x + y);
                case "_-_" -> new Numbers.DoubleBinary(first, second, (x, y) -> x - y);
                case "_*_" -> new Numbers.DoubleBinary(first, second, (x, y) -> x * y);
                case "_/_" -> new Numbers.DoubleBinary(first, second, (x, y) -> x / y);
                default -> null;
            };
        } else if (left instanceof StringExpression first && right instanceof StringExpression second) {
            return texts(first, second);
        } else if (isTruth(left) && isTruth(right)) {
            return switch (function) {
                case "_&&_" -> Logic.and(truth(left), truth(right));
                case "_||_" -> Logic.or(truth(left), truth(right));
                default -> null;
            };
        }
        return times(left, right);
    }

    private @Nullable Expression texts(StringExpression text, StringExpression argument) {
        boolean onBytes = text instanceof Fields.Text && argument instanceof Texts.Constant;
        return switch (function) {
            case "_+_" -> Texts.concatenate(text, argument);
            case "contains" -> Texts.test(text, argument, String::contains);
            case "startsWith", "endsWith" -> {
                boolean atTheEnd = function.equals("endsWith");
                if (onBytes) {
                    yield Texts.affix((Fields.Text) text, ((Texts.Constant) argument).constant(), atTheEnd);
                }
                yield Texts.test(text, argument, atTheEnd ? String::endsWith : String::startsWith);
            }
            case "matches" -> {
                if (!(argument instanceof Texts.Constant pattern)) {
                    throw new IllegalArgumentException("matches takes a pattern that is a literal");
                }
                try {
                    yield Texts.matches(text, Pattern.compile(pattern.constant()));
                } catch (PatternSyntaxException notOne) {
                    throw new IllegalArgumentException(
                            "matches takes a pattern of RE2 (" + notOne.getDescription() + ")", notOne);
                }
            }
            default -> null;
        };
    }

    private @Nullable Expression times(Expression left, Expression right) {
        if (left instanceof Expression.Timestamp first && right instanceof Expression.Timestamp second) {
            return function.equals("_-_")
                    ? new Expression.Duration(new Numbers.LongBinary(first.millis(), second.millis(), Times::between))
                    : null;
        } else if (left instanceof Expression.Timestamp first && right instanceof Expression.Duration second) {
            return switch (function) {
                case "_+_" ->
                    new Expression.Timestamp(new Numbers.LongBinary(first.millis(), second.millis(), Times::add));
                case "_-_" ->
                    new Expression.Timestamp(new Numbers.LongBinary(first.millis(), second.millis(), Times::subtract));
                default -> null;
            };
        } else if (left instanceof Expression.Duration first && right instanceof Expression.Timestamp second) {
            return function.equals("_+_")
                    ? new Expression.Timestamp(new Numbers.LongBinary(first.millis(), second.millis(), Times::add))
                    : null;
        } else if (left instanceof Expression.Duration first && right instanceof Expression.Duration second) {
            return switch (function) {
                case "_+_" ->
                    new Expression.Duration(new Numbers.LongBinary(first.millis(), second.millis(), Numbers::add));
                case "_-_" ->
                    new Expression.Duration(new Numbers.LongBinary(first.millis(), second.millis(), Numbers::subtract));
                default -> null;
            };
        } else if (left instanceof Expression.Timestamp timestamp && right instanceof Texts.Constant zone) {
            return Times.Part.ofFunction(function)
                    .map(part -> Times.part(timestamp, part, zone(zone.constant())))
                    .orElse(null);
        }
        return null;
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException notOne) {
            throw new IllegalArgumentException(
                    "a time zone is a name such as \"Asia/Shanghai\", or an offset such as \"+08:00\"", notOne);
        }
    }

    private static @Nullable Expression comparison(Comparison comparison, Expression left, Expression right) {
        if (left instanceof Expression.Null || right instanceof Expression.Null) {
            if (!comparison.isOfEquality()) {
                return null;
            }
            BooleanExpression isNull = Fields.isNull(left instanceof Expression.Null ? right : left);
            return comparison == Comparison.EQUAL ? isNull : Logic.not(isNull);
        } else if (left instanceof LongExpression first && right instanceof LongExpression second) {
            return comparison.ofLongs(first, second);
        } else if (left instanceof DoubleExpression first && right instanceof DoubleExpression second) {
            return comparison.ofDoubles(first, second);
        } else if (left instanceof LongExpression first && right instanceof DoubleExpression second) {
            return comparison.isOfEquality() ? null : comparison.ofLongAndDouble(first, second);
        } else if (left instanceof DoubleExpression first && right instanceof LongExpression second) {
            return comparison.isOfEquality() ? null : comparison.flipped().ofLongAndDouble(second, first);
        } else if (left instanceof Fields.Text first && right instanceof Texts.Constant second) {
            return comparison.ofFieldAndLiteral(first, second.constant());
        } else if (left instanceof Texts.Constant first && right instanceof Fields.Text second) {
            return comparison.flipped().ofFieldAndLiteral(second, first.constant());
        } else if (left instanceof StringExpression first && right instanceof StringExpression second) {
            return comparison.ofStrings(first, second);
        } else if (left instanceof BooleanExpression first && right instanceof BooleanExpression second) {
            return comparison.ofBooleans(first, second);
        } else if (left instanceof Expression.Timestamp first && right instanceof Expression.Timestamp second) {
            return comparison.ofLongs(first.millis(), second.millis());
        } else if (left instanceof Expression.Duration first && right instanceof Expression.Duration second) {
            return comparison.ofLongs(first.millis(), second.millis());
        }
        return null;
    }

    private static @Nullable Expression choice(BooleanExpression condition, Expression yes, Expression no) {
        if (yes instanceof LongExpression || no instanceof LongExpression) {
            LongExpression first = whole(yes);
            LongExpression second = whole(no);
            return first == null || second == null ? null : Logic.chooseLong(condition, first, second);
        } else if (yes instanceof DoubleExpression || no instanceof DoubleExpression) {
            DoubleExpression first = real(yes);
            DoubleExpression second = real(no);
            return first == null || second == null ? null : Logic.chooseDouble(condition, first, second);
        } else if (yes instanceof StringExpression || no instanceof StringExpression) {
            StringExpression first = text(yes);
            StringExpression second = text(no);
            return first == null || second == null ? null : Logic.chooseString(condition, first, second);
        } else if (yes instanceof BooleanExpression || no instanceof BooleanExpression) {
            return isTruth(yes) && isTruth(no) ? Logic.chooseBoolean(condition, truth(yes), truth(no)) : null;
        } else if (yes instanceof Expression.Timestamp || no instanceof Expression.Timestamp) {
            LongExpression first = yes instanceof Expression.Timestamp given ? given.millis() : whole(yes);
            LongExpression second = no instanceof Expression.Timestamp given ? given.millis() : whole(no);
            return first == null || second == null
                    ? null
                    : new Expression.Timestamp(Logic.chooseLong(condition, first, second));
        } else if (yes instanceof Expression.Duration first && no instanceof Expression.Duration second) {
            return new Expression.Duration(Logic.chooseLong(condition, first.millis(), second.millis()));
        }
        return null;
    }

    private static @Nullable LongExpression whole(Expression operand) {
        if (operand instanceof Expression.Null) {
            return frame -> {
                frame.setMissing();
                return 0;
            };
        }
        return operand instanceof LongExpression number ? number : null;
    }

    private static @Nullable DoubleExpression real(Expression operand) {
        if (operand instanceof Expression.Null) {
            return frame -> {
                frame.setMissing();
                return 0;
            };
        }
        return operand instanceof DoubleExpression number ? number : null;
    }

    private static @Nullable StringExpression text(Expression operand) {
        if (operand instanceof Expression.Null) {
            return frame -> null;
        }
        return operand instanceof StringExpression text ? text : null;
    }

    private static boolean isTruth(Expression operand) {
        return operand instanceof BooleanExpression || operand instanceof Expression.Null;
    }

    private static BooleanExpression truth(Expression operand) {
        return operand instanceof BooleanExpression condition ? condition : Logic.constant(BooleanExpression.NULL);
    }
}
