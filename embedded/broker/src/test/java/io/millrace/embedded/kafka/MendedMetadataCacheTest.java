package io.millrace.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.DirectoryId;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.server.common.KRaftVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MendedMetadataCacheTest {
    private static final ListenerName LISTENER = new ListenerName("PLAINTEXT");

    @BeforeAll
    static void define() throws Exception {
        MendedMetadataCache.define();
    }

    @Test
    void shouldTellAPartitionWithoutALeaderFromOneThatDoesNotExist() {
        // Given
        KRaftMetadataCache cache = new KRaftMetadataCache(1, () -> KRaftVersion.KRAFT_VERSION_0);
        Uuid topic = Uuid.randomUuid();
        MetadataDelta delta =
                new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
        delta.replay(new TopicRecord().setName("events").setTopicId(topic));
        delta.replay(new PartitionRecord()
                .setTopicId(topic)
                .setPartitionId(0)
                .setReplicas(List.of(1))
                .setIsr(List.of())
                .setDirectories(List.of(DirectoryId.UNASSIGNED))
                .setLeader(-1));
        cache.setImage(delta.apply(MetadataProvenance.EMPTY));
        // Then
        assertThat(cache.getPartitionLeaderEndpoint("events", 0, LISTENER)).isEqualTo(Optional.of(Node.noNode()));
        assertThat(cache.getPartitionLeaderEndpoint("events", 1, LISTENER)).isEmpty();
        assertThat(cache.getPartitionLeaderEndpoint("others", 0, LISTENER)).isEmpty();
    }
}
