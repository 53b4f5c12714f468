package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "gpon", "a-1", "a23456789012345678901234567890-"})
    void shouldAcceptPipelineAndTenant(String name) {
        assertThat(Names.isPipeline(name)).isTrue();
        assertThat(Names.isTenant(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "-a", "A", "a_b", "a.b", "a b", "ä", "a\n", "a2345678901234567890123456789012"})
    void shouldRefusePipelineAndTenant(String name) {
        assertThat(Names.isPipeline(name)).isFalse();
        assertThat(Names.isTenant(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "speed_in", "a1", "a234567890123456789012345678901234567890123456"})
    void shouldAcceptMember(String name) {
        assertThat(Names.isMember(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1a",
                "_a",
                "A",
                "a-b",
                "a.b",
                "a b",
                "a\n",
                "a2345678901234567890123456789012345678901234567"
            })
    void shouldRefuseMember(String name) {
        assertThat(Names.isMember(name)).isFalse();
    }
}
