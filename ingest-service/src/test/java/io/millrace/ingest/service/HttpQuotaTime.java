package io.millrace.ingest.service;

import io.micronaut.context.annotation.Replaces;
import io.millrace.ingest.quota.ManualQuotaTime;
import io.millrace.ingest.quota.QuotaTime;
import jakarta.inject.Singleton;

/** In place of real time. */
@Singleton
@Replaces(QuotaTime.class)
final class HttpQuotaTime extends ManualQuotaTime {}
