package io.millrace.model.format;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.xerial.snappy.Snappy;

/** How the blocks of an Avro container are compressed. Ours, since Avro's own codecs decompress a block of any length into memory. */
enum AvroCodec {
    NULL {
        @Override
        byte[] decompress(byte[] bytes, int offset, int length, int most) throws IOException {
            return bounded(new ByteArrayInputStream(bytes, offset, length), most);
        }
    },
    DEFLATE {
        @Override
        byte[] decompress(byte[] bytes, int offset, int length, int most) throws IOException {
            Inflater inflater = new Inflater(true);
            try {
                return bounded(
                        new InflaterInputStream(new ByteArrayInputStream(bytes, offset, length), inflater), most);
            } finally {
                inflater.end();
            }
        }
    },
    SNAPPY {
        @Override
        byte[] decompress(byte[] bytes, int offset, int length, int most) throws IOException {
            int compressed = length - Integer.BYTES;
            if (compressed < 0 || !Snappy.isValidCompressedBuffer(bytes, offset, compressed)) {
                throw new IOException("the block is not snappy");
            }
            int whole = Snappy.uncompressedLength(bytes, offset, compressed);
            if (whole > most) {
                throw new TooLongException();
            }
            byte[] block = new byte[whole];
            Snappy.uncompress(bytes, offset, compressed, block, 0);
            CRC32 checksum = new CRC32();
            checksum.update(block);
            if ((int) checksum.getValue()
                    != ByteBuffer.wrap(bytes, offset + compressed, Integer.BYTES)
                            .getInt()) {
                throw new IOException("the block does not have its checksum");
            }
            return block;
        }
    },
    ZSTANDARD {
        @Override
        byte[] decompress(byte[] bytes, int offset, int length, int most) throws IOException {
            try (InputStream in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes, offset, length))
                    .setLongMax(ZSTD_WINDOW_LOG)) {
                return bounded(in, most);
            }
        }
    };

    /** Greatest window, as a power of two, as for bodies: a frame's window is made room for, whatever is in the frame. */
    private static final int ZSTD_WINDOW_LOG = 23;

    /** What a container says where it is read, of all that Avro has. */
    static final String READ = "null, deflate, snappy and zstandard are read";

    /** The block would be longer than what is taken. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("the block is too long");
        }
    }

    /** The codec that a container names; empty if it is none that is read. */
    static Optional<AvroCodec> of(String name) {
        return Arrays.stream(values())
                .filter(codec -> codec.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /**
     * @param most bytes that the block may have
     * @throws TooLongException if it has more
     * @throws IOException if it is corrupt
     */
    abstract byte[] decompress(byte[] bytes, int offset, int length, int most) throws IOException;

    private static byte[] bounded(InputStream in, int most) throws IOException {
        byte[] block = in.readNBytes(most + 1);
        if (block.length > most) {
            throw new TooLongException();
        }
        return block;
    }
}
