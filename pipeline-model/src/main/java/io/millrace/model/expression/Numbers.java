package io.millrace.model.expression;

/** Arithmetic. What would overflow fails; doubles follow IEEE 754. */
final class Numbers {
    private Numbers() {}

    interface LongOperator {
        long apply(long left, long right);
    }

    interface DoubleOperator {
        double apply(double left, double right);
    }

    /** Both operands are evaluated before either is found missing, so that a failure shows whatever stands beside it. */
    record LongBinary(LongExpression left, LongExpression right, LongOperator operator) implements LongExpression {
        @Override
        public long value(Frame frame) {
            long leftValue = left.value(frame);
            boolean missing = frame.takeMissing();
            long rightValue = right.value(frame);
            return frame.isMissingAfter(missing) ? 0 : operator.apply(leftValue, rightValue);
        }
    }

    record DoubleBinary(DoubleExpression left, DoubleExpression right, DoubleOperator operator)
            implements DoubleExpression {
        @Override
        public double value(Frame frame) {
            double leftValue = left.value(frame);
            boolean missing = frame.takeMissing();
            double rightValue = right.value(frame);
            return frame.isMissingAfter(missing) ? 0 : operator.apply(leftValue, rightValue);
        }
    }

    record LongConstant(long constant) implements LongExpression {
        @Override
        public long value(Frame frame) {
            return constant;
        }
    }

    record DoubleConstant(double constant) implements DoubleExpression {
        @Override
        public double value(Frame frame) {
            return constant;
        }
    }

    static LongExpression negateLong(LongExpression operand) {
        return frame -> {
            long value = operand.value(frame);
            if (value == Long.MIN_VALUE && !frame.isMissing()) {
                throw Failure.overflow("-");
            }
            return -value;
        };
    }

    static DoubleExpression negateDouble(DoubleExpression operand) {
        return frame -> -operand.value(frame);
    }

    static DoubleExpression toDouble(LongExpression operand) {
        return frame -> operand.value(frame);
    }

    /** Toward zero. */
    static LongExpression toLong(DoubleExpression operand) {
        return frame -> {
            double value = operand.value(frame);
            if (frame.isMissing()) {
                return 0;
            } else if (!(value > -0x1p63 && value < 0x1p63)) {
                throw new Failure("int(" + value + ") does not fit 64 bits");
            }
            return (long) value;
        };
    }

    static long add(long left, long right) {
        long sum = left + right;
        if (((left ^ sum) & (right ^ sum)) < 0) {
            throw Failure.overflow("+");
        }
        return sum;
    }

    static long subtract(long left, long right) {
        long difference = left - right;
        if (((left ^ right) & (left ^ difference)) < 0) {
            throw Failure.overflow("-");
        }
        return difference;
    }

    static long multiply(long left, long right) {
        long product = left * right;
        if (Math.multiplyHigh(left, right) != product >> 63) {
            throw Failure.overflow("*");
        }
        return product;
    }

    static long divide(long left, long right) {
        if (right == 0) {
            throw new Failure("division by zero");
        } else if (left == Long.MIN_VALUE && right == -1) {
            throw Failure.overflow("/");
        }
        return left / right;
    }

    static long remainder(long left, long right) {
        if (right == 0) {
            throw new Failure("division by zero");
        }
        return left % right;
    }
}
