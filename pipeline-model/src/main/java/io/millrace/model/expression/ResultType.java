package io.millrace.model.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import io.millrace.model.definition.FieldType;
import java.util.Optional;

/** Types of fields and what they are to CEL. */
final class ResultType {
    private ResultType() {}

    /** What a field is to CEL; empty if expressions can't read it. */
    static Optional<CelType> celType(ExpressionField field) {
        if (field.type().isEmpty()) {
            return Optional.of(SimpleType.DYN);
        }
        return celType(field.type().get()).map(type -> field.nullable() ? NullableType.create(type) : type);
    }

    private static Optional<CelType> celType(FieldType type) {
        return switch (type.kind()) {
            case INT, LONG -> Optional.of(SimpleType.INT);
            case DOUBLE -> Optional.of(SimpleType.DOUBLE);
            case STRING, DATE, UUID -> Optional.of(SimpleType.STRING);
            case BOOLEAN -> Optional.of(SimpleType.BOOL);
            case TIMESTAMP -> Optional.of(SimpleType.TIMESTAMP);
            case DECIMAL -> Optional.empty();
        };
    }

    /** What is wrong if an expression gives one type and another is wanted. */
    static Optional<ExpressionProblem> problem(CelType given, FieldType wanted) {
        boolean fits = given.equals(SimpleType.DYN)
                || celType(wanted)
                        .filter(type -> type.isAssignableFrom(given)
                                || NullableType.create(type).equals(given))
                        .isPresent();
        if (fits) {
            return Optional.empty();
        }
        String name = CelMessages.readableTypes(given.name());
        return Optional.of(new ExpressionProblem("gives " + name + ", not " + wanted, hint(name, wanted)));
    }

    private static String hint(String given, FieldType wanted) {
        boolean whole = wanted.kind() == FieldType.Kind.INT || wanted.kind() == FieldType.Kind.LONG;
        if (given.equals("duration")) {
            return "(a - b).getSeconds() is the seconds between two timestamps";
        } else if (wanted.kind() == FieldType.Kind.BOOLEAN) {
            return "compare it with something, such as speed_in > 0";
        } else if (given.equals("double") && whole) {
            return "int(x) cuts the fraction off; or declare type: double";
        } else if (given.equals("int") && wanted.kind() == FieldType.Kind.DOUBLE) {
            return "convert it: double(x); or declare type: long";
        } else if (wanted.kind() == FieldType.Kind.STRING) {
            return "convert it: string(x)";
        }
        String fitting =
                switch (given) {
                    case "int" -> "long";
                    case "double", "string", "boolean", "timestamp" -> given;
                    default -> "long, double, string, boolean or timestamp, and an expression that gives it";
                };
        return "declare type: " + fitting;
    }
}
