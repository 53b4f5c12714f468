package io.millrace.embedded.kafka;

import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.Node;
import org.apache.kafka.metadata.LeaderAndIsr;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Kafka 4.3's {@code KRaftMetadataCache}, in which a partition that has no leader at the moment is told from one that does not exist.
 *
 * <p>The coordinator of transactions takes a partition whose leader it can't find for deleted: it writes no marker there and calls the transaction complete, so that readers of
 * committed records wait behind it for ever. A partition of a single broker has no leader for a moment whenever the broker stops, and again after it was killed. Where other
 * brokers have replicas, there is always one. See docs/adr/0018.
 */
public final class MendedMetadataCache extends Mending {
    private static final String ORIGINAL = "org/apache/kafka/metadata/KRaftMetadataCache";
    private static final String METHOD = "getPartitionLeaderEndpoint";
    private static final String DESCRIPTOR =
            "(Ljava/lang/String;ILorg/apache/kafka/common/network/ListenerName;)Ljava/util/Optional;";
    private static final String UNMENDED = "getKnownPartitionLeaderEndpoint";

    private MendedMetadataCache(ClassVisitor next) {
        super(next);
    }

    /** As {@link Mending#define}. */
    static Class<?> define() throws IOException, IllegalAccessException {
        return define(ORIGINAL, LeaderAndIsr.class, MendedMetadataCache::new);
    }

    /**
     * What the mended method answers.
     *
     * @param endpoint as Kafka's own answers: none if the partition has no leader, too
     * @param partition as it is known to be, if it is
     */
    public static Optional<Node> endpoint(Optional<Node> endpoint, Optional<LeaderAndIsr> partition) {
        return endpoint.isEmpty() && partition.isPresent() ? Optional.of(Node.noNode()) : endpoint;
    }

    /** Renames the method, and adds one of its name that asks it and {@link #endpoint}. */
    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        if (!name.equals(METHOD) || !descriptor.equals(DESCRIPTOR)) {
            return super.visitMethod(access, name, descriptor, signature, exceptions);
        }
        done = true;
        write(super.visitMethod(access, name, descriptor, signature, exceptions));
        return super.visitMethod(access, UNMENDED, descriptor, signature, exceptions);
    }

    private static void write(MethodVisitor method) {
        method.visitCode();
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitVarInsn(Opcodes.ALOAD, 1);
        method.visitVarInsn(Opcodes.ILOAD, 2);
        method.visitVarInsn(Opcodes.ALOAD, 3);
        method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, ORIGINAL, UNMENDED, DESCRIPTOR, false);
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitVarInsn(Opcodes.ALOAD, 1);
        method.visitVarInsn(Opcodes.ILOAD, 2);
        method.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, ORIGINAL, "getLeaderAndIsr", "(Ljava/lang/String;I)Ljava/util/Optional;", false);
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(MendedMetadataCache.class),
                "endpoint",
                "(Ljava/util/Optional;Ljava/util/Optional;)Ljava/util/Optional;",
                false);
        method.visitInsn(Opcodes.ARETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }
}
