package io.millrace.embedded.kafka;

import java.io.IOException;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Kafka 4.3's {@code CoordinatorRuntime.CoordinatorContext}, in which a load that ends makes ready only the election that it was for.
 *
 * <p>A coordinator of groups loads the offsets that were committed when it is elected. When that has ended, Kafka looks up who is elected for the partition, and takes that one for
 * loaded: also if the first election is over and the second has only begun to load, which then knows no offset. A single broker that was killed is elected twice within seconds. See
 * docs/adr/0026.
 */
public final class MendedLoads extends Mending {
    private static final String ORIGINAL =
            "org/apache/kafka/coordinator/common/runtime/CoordinatorRuntime$CoordinatorContext";
    private static final String COMPLETION = "lambda$load$";

    private MendedLoads(ClassVisitor next) {
        super(next);
    }

    /** As {@link Mending#define}. */
    static Class<?> define() throws IOException, IllegalAccessException {
        return define(ORIGINAL, CoordinatorLoader.class, MendedLoads::new);
    }

    /**
     * Whom a load makes ready.
     *
     * @param elected now, if any
     * @param loaded whose load has ended
     */
    public static @Nullable Object ready(@Nullable Object elected, Object loaded) {
        return elected == loaded ? elected : null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        return name.startsWith(COMPLETION) ? new Completion(next) : next;
    }

    /** Where who is elected is looked up, asks {@link #ready}. */
    private final class Completion extends MethodVisitor {
        Completion(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, type);
            if (opcode == Opcodes.CHECKCAST && type.equals(ORIGINAL)) {
                done = true;
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        Type.getInternalName(MendedLoads.class),
                        "ready",
                        "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
                        false);
                super.visitTypeInsn(Opcodes.CHECKCAST, ORIGINAL);
            }
        }
    }
}
