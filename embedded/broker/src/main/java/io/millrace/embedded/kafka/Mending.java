package io.millrace.embedded.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.function.Function;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Rewrites a class of Kafka's as it is read from Kafka's jar. See docs/adr/0018. */
abstract class Mending extends ClassVisitor {
    /** That what is to be mended was found. */
    protected boolean done;

    protected Mending(ClassVisitor next) {
        super(Opcodes.ASM9, next);
    }

    /**
     * Defines the class in the place of Kafka's. Must come before anything of Kafka has asked for it.
     *
     * @param original internal name of Kafka's class
     * @param neighbour a class of its package
     * @throws IllegalStateException if Kafka's class is not the one that the mending was made for
     */
    static Class<?> define(String original, Class<?> neighbour, Function<ClassVisitor, Mending> mending)
            throws IOException, IllegalAccessException {
        try (InputStream read = Mending.class.getResourceAsStream("/" + original + ".class")) {
            if (read == null) {
                throw new IllegalStateException("this Kafka has no " + original);
            }
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            Mending mended = mending.apply(writer);
            new ClassReader(read.readAllBytes()).accept(mended, 0);
            if (!mended.done) {
                throw new IllegalStateException("in " + original + " of this Kafka there is not what "
                        + mended.getClass().getName() + " mends");
            }
            return MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup())
                    .defineClass(writer.toByteArray());
        }
    }
}
