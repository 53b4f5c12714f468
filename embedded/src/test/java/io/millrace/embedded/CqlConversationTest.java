package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CqlConversationTest {
    private static final int READY = 0x02;
    private static final int AUTHENTICATE = 0x03;
    private static final int AUTH_SUCCESS = 0x10;
    private static final CassandraLogin LOGIN = new CassandraLogin(Optional.empty(), "role", "secret");

    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private CqlConversation conversation() {
        return new CqlConversation(
                new DataInputStream(new ByteArrayInputStream(answers.toByteArray())), new DataOutputStream(said));
    }

    private void willAnswer(int operation, byte[] body) throws IOException {
        DataOutputStream out = new DataOutputStream(answers);
        out.writeInt(0x84000000);
        out.writeByte(operation);
        out.writeInt(body.length);
        out.write(body);
    }

    private void willRefuse(int code, String message) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeInt(code);
        out.writeUTF(message);
        willAnswer(0x00, body.toByteArray());
    }

    @Test
    void shouldStartWithWhoAsksForNothing() throws Exception {
        // Given
        willAnswer(READY, new byte[0]);

        // When, Then
        assertThat(conversation().start(CassandraLogin.NONE)).isTrue();
    }

    @Test
    void shouldSayRoleAndPasswordToWhoAsks() throws Exception {
        // Given
        willAnswer(AUTHENTICATE, new byte[] {0, 1, 'a'});
        willAnswer(AUTH_SUCCESS, new byte[] {-1, -1, -1, -1});

        // When
        boolean started = conversation().start(LOGIN);

        // Then
        assertThat(started).isTrue();
        assertThat(said.toString(StandardCharsets.ISO_8859_1)).endsWith("\0role\0secret");
    }

    @Test
    void shouldSayWhyItIsNotLetIn() throws Exception {
        // Given
        willAnswer(AUTHENTICATE, new byte[] {0, 1, 'a'});
        willRefuse(0x0100, "Provided username role and/or password are incorrect");

        // When, Then
        assertThatThrownBy(() -> conversation().start(LOGIN))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Provided username role and/or password are incorrect");
    }

    @Test
    void shouldTakeAnyOtherErrorForNotYet() throws Exception {
        // Given
        willAnswer(AUTHENTICATE, new byte[] {0, 1, 'a'});
        willRefuse(0x1000, "Cannot achieve consistency level QUORUM");

        // When, Then
        assertThat(conversation().start(LOGIN)).isFalse();
    }

    @Test
    void shouldSayThatARoleIsAskedFor() throws Exception {
        // Given
        willAnswer(AUTHENTICATE, new byte[] {0, 1, 'a'});

        // When, Then
        assertThatThrownBy(() -> conversation().start(CassandraLogin.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("asks for a role");
    }
}
