package io.millrace.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.query.data.Gpon;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final Cursor CURSOR =
            new Cursor(3, Cursor.fingerprint("a", "b"), Position.after(-1, Gpon.group("HKD", 7)));

    @Test
    void shouldReadBackWhatItWrote() {
        Cursor atBucket = new Cursor(1, Cursor.fingerprint(), Position.before(1_564_630_500_000L));

        assertThat(Cursor.decode(CURSOR.encode())).isEqualTo(CURSOR);
        assertThat(Cursor.decode(atBucket.encode())).isEqualTo(atBucket);
    }

    @Test
    void shouldNeedNoEscapeInAUrl() {
        assertThat(CURSOR.encode()).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void shouldRefuseEveryChangeOfOneCharacter() {
        String text = CURSOR.encode();
        for (int index = 0; index < text.length(); index++) {
            char other = text.charAt(index) == 'A' ? 'B' : 'A';
            String changed = text.substring(0, index) + other + text.substring(index + 1);
            assertThatThrownBy(() -> Cursor.decode(changed)).as(changed).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldRefuseEveryCutAndEveryAddition() {
        String text = CURSOR.encode();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> Cursor.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Cursor.decode(text + "AA")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "next", "AAAAAAAAAAAAAAAAAAAAAAAA"})
    void shouldRefuseWhatIsNoCursor(String text) {
        assertThatThrownBy(() -> Cursor.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseTextOfAnotherKind() {
        String text =
                Base64.getUrlEncoder().withoutPadding().encodeToString("offset=10".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Cursor.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellApartTextsThatReadTheSameWhenJoined() {
        assertThat(Cursor.fingerprint("ab", "c")).isNotEqualTo(Cursor.fingerprint("a", "bc"));
        assertThat(Cursor.fingerprint("a", "b")).isEqualTo(Cursor.fingerprint("a", "b"));
    }
}
