package io.millrace.model.expression;

import dev.cel.common.ast.CelConstant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a value is one of some literals. */
final class Membership {
    /** From here on looking up beats comparing with each. */
    private static final int FEW = 8;

    private Membership() {}

    /** Empty if the literals are not all of the operand's type, or it has none that can be listed. */
    static Optional<Expression> of(Expression operand, List<CelConstant> literals) {
        if (operand instanceof LongExpression number && all(literals, CelConstant.Kind.INT64_VALUE)) {
            return Optional.of(inLongs(number, literals));
        } else if (operand instanceof DoubleExpression number && all(literals, CelConstant.Kind.DOUBLE_VALUE)) {
            return Optional.of(inDoubles(number, literals));
        } else if (operand instanceof StringExpression text && all(literals, CelConstant.Kind.STRING_VALUE)) {
            List<String> strings =
                    literals.stream().map(CelConstant::stringValue).toList();
            return Optional.of(
                    text instanceof Fields.Text field && strings.size() <= FEW
                            ? Texts.in(field, strings)
                            : Texts.in(text, new HashSet<>(strings)));
        }
        return Optional.empty();
    }

    private static boolean all(List<CelConstant> literals, CelConstant.Kind kind) {
        return literals.stream().allMatch(literal -> literal.getKind() == kind);
    }

    private static BooleanExpression inLongs(LongExpression number, List<CelConstant> literals) {
        long[] sorted =
                literals.stream().mapToLong(CelConstant::int64Value).sorted().toArray();
        return frame -> {
            long value = number.value(frame);
            return frame.takeMissing()
                    ? BooleanExpression.NULL
                    : BooleanExpression.of(Arrays.binarySearch(sorted, value) >= 0);
        };
    }

    private static BooleanExpression inDoubles(DoubleExpression number, List<CelConstant> literals) {
        // Plus zero, so that negative zero is zero.
        Set<Double> values = new HashSet<>(
                literals.stream().map(literal -> literal.doubleValue() + 0.0).toList());
        return frame -> {
            double value = number.value(frame);
            return frame.takeMissing() ? BooleanExpression.NULL : BooleanExpression.of(values.contains(value + 0.0));
        };
    }
}
