package io.millrace.ingest.service;

import io.millrace.ingest.audit.AuditLog;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.lookups.TenantLookups;
import io.millrace.ingest.pipelines.PipelineFeeds;
import io.millrace.ingest.pipelines.PipelineStatuses;
import io.millrace.ingest.pipelines.Pipelines;
import io.millrace.ingest.purges.PipelinePurges;
import io.millrace.ingest.purges.TenantDeletions;
import io.millrace.ingest.repairs.DeadLetterReplays;
import io.millrace.ingest.sources.TenantSources;
import io.millrace.ingest.tenants.Tenants;

/** What requests need, bound to the Kafka cluster and the schema registry. */
public record Attachment(
        Pipelines pipelines,
        PipelineFeeds feeds,
        PipelineStatuses statuses,
        PipelinePurges purges,
        TenantLookups lookups,
        Intake intake,
        TenantSources sources,
        DeadLetterReplays replays,
        Tenants tenants,
        TenantDeletions deletions,
        AuditLog audit) {}
