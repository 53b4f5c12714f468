package io.millrace.model.expression;

import static io.millrace.model.expression.BooleanExpression.FALSE;
import static io.millrace.model.expression.BooleanExpression.NULL;
import static io.millrace.model.expression.BooleanExpression.TRUE;

/**
 * And, or, not, and the choice between two. An operand of and or or that decides, decides whatever the other one is: false for and, true for
 * or. Else null takes precedence over a failure, as CEL's unknown does.
 */
final class Logic {
    private Logic() {}

    static BooleanExpression and(BooleanExpression left, BooleanExpression right) {
        return new Junction(left, right, FALSE);
    }

    static BooleanExpression or(BooleanExpression left, BooleanExpression right) {
        return new Junction(left, right, TRUE);
    }

    static BooleanExpression not(BooleanExpression operand) {
        return frame -> {
            int truth = operand.truth(frame);
            return truth == NULL ? NULL : TRUE - truth;
        };
    }

    static BooleanExpression constant(int truth) {
        return frame -> truth;
    }

    static LongExpression chooseLong(BooleanExpression condition, LongExpression yes, LongExpression no) {
        return frame -> {
            int truth = condition.truth(frame);
            if (truth == NULL) {
                frame.setMissing();
                return 0;
            }
            return truth == TRUE ? yes.value(frame) : no.value(frame);
        };
    }

    static DoubleExpression chooseDouble(BooleanExpression condition, DoubleExpression yes, DoubleExpression no) {
        return frame -> {
            int truth = condition.truth(frame);
            if (truth == NULL) {
                frame.setMissing();
                return 0;
            }
            return truth == TRUE ? yes.value(frame) : no.value(frame);
        };
    }

    static StringExpression chooseString(BooleanExpression condition, StringExpression yes, StringExpression no) {
        return frame -> {
            int truth = condition.truth(frame);
            if (truth == NULL) {
                return null;
            }
            return truth == TRUE ? yes.value(frame) : no.value(frame);
        };
    }

    static BooleanExpression chooseBoolean(BooleanExpression condition, BooleanExpression yes, BooleanExpression no) {
        return frame -> {
            int truth = condition.truth(frame);
            if (truth == NULL) {
                return NULL;
            }
            return truth == TRUE ? yes.truth(frame) : no.truth(frame);
        };
    }

    /**
     * @param deciding the truth of either operand that is the truth of the whole
     */
    private record Junction(BooleanExpression left, BooleanExpression right, int deciding)
            implements BooleanExpression {
        @Override
        public int truth(Frame frame) {
            int leftTruth;
            try {
                leftTruth = left.truth(frame);
            } catch (Failure failed) {
                return right(frame, failed);
            }
            return leftTruth == deciding ? deciding : right(frame, leftTruth);
        }

        private int right(Frame frame, int leftTruth) {
            int rightTruth;
            try {
                rightTruth = right.truth(frame);
            } catch (Failure failed) {
                return decide(leftTruth, failed);
            }
            return rightTruth == TRUE - deciding ? leftTruth : rightTruth;
        }

        /** The left operand failed. */
        private int right(Frame frame, Failure failure) {
            int rightTruth;
            try {
                rightTruth = right.truth(frame);
            } catch (Failure alsoFailed) {
                throw failure;
            }
            return rightTruth == deciding ? deciding : decide(rightTruth, failure);
        }

        /** One operand failed, and the other does not decide. */
        private static int decide(int truth, Failure failure) {
            if (truth != NULL) {
                throw failure;
            }
            return NULL;
        }
    }
}
