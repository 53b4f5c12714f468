package io.millrace.embedded;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** As much of the native protocol, version 4, as a question needs. A driver would be 30 jars. */
record CqlConversation(DataInputStream in, DataOutputStream out) {
    private static final int VERSION = 4;
    private static final int ERROR = 0x00;
    private static final int STARTUP = 0x01;
    private static final int READY = 0x02;
    private static final int AUTHENTICATE = 0x03;
    private static final int QUERY = 0x07;
    private static final int RESULT = 0x08;
    private static final int AUTH_RESPONSE = 0x0F;
    private static final int AUTH_SUCCESS = 0x10;
    private static final int BAD_CREDENTIALS = 0x0100;
    private static final int CONSISTENCY_ONE = 1;

    private record Answer(int operation, byte[] body) {}

    boolean start(CassandraLogin login) throws IOException, RefusedException {
        byte[] option = "CQL_VERSION".getBytes(StandardCharsets.US_ASCII);
        byte[] value = "3.0.0".getBytes(StandardCharsets.US_ASCII);
        header(STARTUP, 2 + 2 + option.length + 2 + value.length);
        out.writeShort(1);
        out.writeShort(option.length);
        out.write(option);
        out.writeShort(value.length);
        out.write(value);
        out.flush();
        int operation = answer().operation();
        return operation == AUTHENTICATE ? authenticate(login) : operation == READY;
    }

    private boolean authenticate(CassandraLogin login) throws IOException, RefusedException {
        if (login.username().isEmpty()) {
            throw new RefusedException("it asks for a role and its password");
        }
        byte[] token = ("\0" + login.username() + "\0" + login.password()).getBytes(StandardCharsets.UTF_8);
        header(AUTH_RESPONSE, 4 + token.length);
        out.writeInt(token.length);
        out.write(token);
        out.flush();
        Answer answer = answer();
        if (answer.operation() == ERROR) {
            DataInputStream error = new DataInputStream(new ByteArrayInputStream(answer.body()));
            if (error.readInt() == BAD_CREDENTIALS) {
                throw new RefusedException(error.readUTF());
            }
        }
        return answer.operation() == AUTH_SUCCESS;
    }

    boolean query(String statement) throws IOException {
        byte[] text = statement.getBytes(StandardCharsets.UTF_8);
        header(QUERY, 4 + text.length + 2 + 1);
        out.writeInt(text.length);
        out.write(text);
        out.writeShort(CONSISTENCY_ONE);
        out.writeByte(0);
        out.flush();
        return answer().operation() == RESULT;
    }

    private void header(int operation, int length) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(0);
        out.writeShort(0);
        out.writeByte(operation);
        out.writeInt(length);
    }

    private Answer answer() throws IOException {
        in.skipNBytes(4);
        int operation = in.readUnsignedByte();
        int length = in.readInt();
        if (length < 0) {
            throw new IOException("not the native protocol");
        }
        return new Answer(operation, in.readNBytes(length));
    }
}
