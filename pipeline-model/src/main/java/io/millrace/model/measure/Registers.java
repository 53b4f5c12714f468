package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;

/**
 * The registers of a HyperLogLog: the first {@code precision} bits of a hash choose one, which keeps the greatest position of the first one bit in
 * the rest. Not thread-safe.
 *
 * @see <a href="https://algo.inria.fr/flajolet/Publications/FlFuGaMe07.pdf">P. Flajolet et al., HyperLogLog: the analysis of a near-optimal
 *     cardinality estimation algorithm, 2007</a>
 * @see <a href="https://arxiv.org/abs/1702.01284">O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches, 2017</a>, for the
 *     estimate
 */
final class Registers {
    private static final int BITS = 6;

    private final int precision;
    /** Bits of a hash behind those that choose the register. */
    private final int rest;

    private final byte[] registers;

    Registers(int precision) {
        this.precision = precision;
        rest = Long.SIZE - precision;
        registers = new byte[1 << precision];
    }

    void add(long hash) {
        int index = (int) (hash >>> rest);
        int position = Math.min(Long.numberOfLeadingZeros(hash << precision), rest) + 1;
        if (position > registers[index]) {
            registers[index] = (byte) position;
        }
    }

    void add(Registers other) {
        for (int index = 0; index < registers.length; index++) {
            registers[index] = (byte) Math.max(registers[index], other.registers[index]);
        }
    }

    /** Six bits a register, four registers in three bytes. */
    void write(ByteWriter out) {
        for (int index = 0; index < registers.length; index += 4) {
            int four = registers[index] << (3 * BITS)
                    | registers[index + 1] << (2 * BITS)
                    | registers[index + 2] << BITS
                    | registers[index + 3];
            out.writeByte(four >> 16);
            out.writeByte(four >> 8);
            out.writeByte(four);
        }
    }

    void addFrom(ByteReader in) {
        byte[] bytes = in.array();
        int at = in.position();
        in.skip(registers.length / 4 * 3);
        for (int index = 0; index < registers.length; index += 4, at += 3) {
            int four = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
            raise(index, four >> (3 * BITS));
            raise(index + 1, (four >> (2 * BITS)) & 0x3F);
            raise(index + 2, (four >> BITS) & 0x3F);
            raise(index + 3, four & 0x3F);
        }
    }

    private void raise(int index, int position) {
        if (position > rest + 1) {
            throw new MalformedBytesException("a register of " + position);
        }
        if (position > registers[index]) {
            registers[index] = (byte) position;
        }
    }

    /** How many hashes there were, approximately: Ertl's improved estimate, from how many registers have which position. */
    long estimate() {
        int[] having = new int[rest + 2];
        for (byte position : registers) {
            having[position]++;
        }
        double size = registers.length;
        double denominator = size * tau(1 - having[rest + 1] / size);
        for (int position = rest; position > 0; position--) {
            denominator = 0.5 * (denominator + having[position]);
        }
        denominator += size * sigma(having[0] / size);
        return Math.round(size * size / (2 * StrictMath.log(2) * denominator));
    }

    /** {@code x + Σ x^(2^k) × 2^(k−1)} for k from 1; infinite for 1. */
    private static double sigma(double share) {
        if (share == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double power = share;
        double weight = 1;
        double sum = share;
        double before;
        do {
            power *= power;
            before = sum;
            sum += power * weight;
            weight += weight;
        } while (sum != before);
        return sum;
    }

    /** {@code (1 − x − Σ (1 − x^(2^−k))^2 × 2^−k) / 3} for k from 1. */
    private static double tau(double share) {
        if (share == 0 || share == 1) {
            return 0;
        }
        double root = share;
        double weight = 1;
        double sum = 1 - share;
        double before;
        do {
            root = Math.sqrt(root);
            before = sum;
            weight *= 0.5;
            sum -= (1 - root) * (1 - root) * weight;
        } while (sum != before);
        return sum / 3;
    }

    /** Heap taken, roughly. */
    long bytes() {
        return 48L + registers.length;
    }
}
