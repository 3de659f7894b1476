/**
 * The keys of Tempo's configuration and the types of their values, as Tempo 2.10.8 declares them (cmd/tempo/app, type Config, and all that
 * it contains). Tempo reads its configuration strictly: with a key that is not here it does not start.
 *
 * A section's plain keys are in one text under '': "key:type". Types: s text, S secret text, i whole number, f number, b boolean,
 * d Go duration, m Prometheus duration, y bytes, e encoding, v log level, l text or list of texts, a anything; [t] a list, {t} a map with any keys. A key with a
 * section of its own names it; '[]' and '{}' stand for the items of a list and of a map; '@name' for a section of SHARED_SECTIONS.
 */

/** A section of the configuration. */
export interface ConfigSection {
  readonly [key: string]: string | ConfigSection;
}

/** Sections that stand in several places. */
export const SHARED_SECTIONS: ConfigSection = {
  azure: {
    '': 'buffer_size:i container_name:s endpoint_suffix:s hedge_requests_at:d hedge_requests_up_to:i max_buffers:i prefix:s storage_account_key:S storage_account_name:s use_federated_token:b use_managed_identity:b user_assigned_id:s',
  },
  block: {
    '': 'bloom_filter_false_positive:f bloom_filter_shard_size_bytes:i parquet_row_group_size_bytes:i search_encoding:e search_page_size_bytes:i v2_encoding:e v2_index_downsample_bytes:i v2_index_page_size_bytes:i version:s',
    'parquet_dedicated_columns': {
      '[]': {
        '': 'name:s options:[s] scope:s type:s',
      },
    },
  },
  clusterValidation: {
    '': 'additional_labels:s label:s',
    'grpc': {
      '': 'enabled:b soft_validation:b',
    },
    'http': {
      '': 'enabled:b excluded_paths:s excluded_user_agents:s soft_validation:b',
    },
  },
  compaction: {
    '': 'block_retention:d compacted_block_retention:d compaction_cycle:d compaction_window:d max_block_bytes:i max_compaction_objects:i max_time_per_tenant:d retention_concurrency:i v2_in_buffer_bytes:i v2_out_buffer_bytes:i v2_prefetch_traces_count:i',
  },
  filterPolicies: {
    '[]': {
      exclude: {
        '': 'match_type:s',
        'attributes': {
          '[]': {
            '': 'key:s value:a',
          },
        },
      },
      include: {
        '': 'match_type:s',
        'attributes': {
          '[]': {
            '': 'key:s value:a',
          },
        },
      },
    },
  },
  gcs: {
    '': 'bucket_name:s chunk_buffer_size:i endpoint:s hedge_requests_at:d hedge_requests_up_to:i insecure:b list_blocks_concurrency:i max_retries:i object_cache_control:s object_metadata:{s} prefix:s',
  },
  grpcClientConfig: {
    '': 'backoff_on_ratelimits:b connect_backoff_base_delay:d connect_backoff_max_delay:d connect_timeout:d grpc_compression:s initial_connection_window_size:y initial_stream_window_size:y max_recv_msg_size:i max_send_msg_size:i rate_limit:f rate_limit_burst:i tls_ca_path:s tls_cert_path:s tls_cipher_suites:s tls_enabled:b tls_insecure_skip_verify:b tls_key_path:s tls_min_version:s tls_server_name:s',
    'backoff_config': {
      '': 'max_period:d max_retries:i min_period:d',
    },
    'cluster_validation': {
      '': 'label:s',
    },
  },
  grpcTlsConfig: {
    '': 'cert:s cert_file:s client_auth_type:s client_ca:s client_ca_file:s key:S key_file:s',
  },
  ingesterClient: {
    '': 'remote_timeout:d',
    'grpc_client_config': '@grpcClientConfig',
    'pool_config': {
      '': 'checkinterval:d healthcheckenabled:b healthcheckgraceperiod:d healthchecktimeout:d maxconcurrenthealthchecks:i',
    },
  },
  kafkaConfig: {
    '': 'address:s auto_create_topic_default_partitions:i auto_create_topic_enabled:b client_id:s consumer_group:s consumer_group_lag_metric_update_interval:d consumer_group_offset_commit_interval:d dial_timeout:d disable_kafka_telemetry:b last_produced_offset_retry_timeout:d max_consumer_lag_at_startup:d producer_max_buffered_bytes:i producer_max_record_size_bytes:i sasl_password:S sasl_username:s target_consumer_lag_at_startup:d topic:s write_timeout:d',
  },
  kvstore: {
    '': 'prefix:s store:s',
    'consul': {
      '': 'acl_token:S cas_retry_delay:d consistent_reads:b host:s http_client_timeout:d watch_burst_size:i watch_rate_limit:f',
    },
    'etcd': {
      '': 'dial_timeout:d endpoints:[s] max_retries:i password:S tls_ca_path:s tls_cert_path:s tls_cipher_suites:s tls_enabled:b tls_insecure_skip_verify:b tls_key_path:s tls_min_version:s tls_server_name:s username:s',
    },
    'multi': {
      '': 'mirror_enabled:b mirror_timeout:d primary:s secondary:s',
    },
  },
  memcached: {
    '': 'addresses:s circuit_breaker_consecutive_failures:i circuit_breaker_interval:d circuit_breaker_timeout:d consistent_hash:b host:s max_idle_conns:i max_item_size:i service:s timeout:d tls_ca_path:s tls_cert_path:s tls_cipher_suites:s tls_enabled:b tls_insecure_skip_verify:b tls_key_path:s tls_min_version:s tls_server_name:s ttl:d update_interval:d',
  },
  partitionRing: {
    '': 'delete_inactive_partition_after:d min_partition_owners_count:i min_partition_owners_duration:d',
    'kvstore': '@kvstore',
  },
  redis: {
    '': 'db:i endpoint:s expiration:d idle_timeout:d master_name:s max_connection_age:d password:S pool_size:i sentinel_password:S sentinel_username:s timeout:d tls_enabled:b tls_insecure_skip_verify:b ttl:d username:s',
  },
  ring: {
    '': 'enable_inet6:b heartbeat_period:d heartbeat_timeout:d instance_addr:s instance_id:s instance_interface_names:[s] instance_port:i instance_zone:s',
    'kvstore': '@kvstore',
  },
  ring2: {
    '': 'enable_inet6:b heartbeat_period:d heartbeat_timeout:d instance_addr:s instance_id:s instance_interface_names:[s] instance_port:i wait_active_instance_timeout:d wait_stability_max_duration:d wait_stability_min_duration:d',
    'kvstore': '@kvstore',
  },
  s3: {
    '': 'access_key:s bucket:s bucket_lookup_type:i enable_dual_stack:b endpoint:s forcepathstyle:b hedge_requests_at:d hedge_requests_up_to:i insecure:b list_blocks_concurrency:i metadata:{s} native_aws_auth_enabled:b part_size:i prefix:s region:s secret_key:S session_token:S signature_v2:b storage_class:s tags:{s} tls_ca_path:s tls_cert_path:s tls_cipher_suites:s tls_insecure_skip_verify:b tls_key_path:s tls_min_version:s tls_server_name:s',
    'sse': {
      '': 'encryption_key:S kms_encryption_context:s kms_key_id:s type:s',
    },
  },
  search: {
    '': 'chunk_size_bytes:i prefetch_trace_count:i read_buffer_count:i read_buffer_size_bytes:i',
    'cache_control': {
      '': 'column_index:b footer:b offset_index:b',
    },
  },
  tlsConfig: {
    '': 'ca:s ca_file:s ca_ref:s cert:s cert_file:s cert_ref:s insecure_skip_verify:b key:S key_file:s key_ref:s max_version:s min_version:s server_name:s',
  },
};

/** The whole configuration. */
export const TEMPO_CONFIG: ConfigSection = {
  '': 'auth_enabled:b enable_go_runtime_metrics:b http_api_prefix:s multitenancy_enabled:b partition_ring_live_store:b shutdown_delay:d stream_over_http_enabled:b target:s',
  'backend_scheduler': {
    '': 'backend_flush_interval:d job_timeout:d local_work_path:s maintenance_interval:d',
    'provider': {
      compaction: {
        '': 'max_compaction_level:i max_input_blocks:i max_jobs_per_tenant:i measure_interval:d min_cycle_interval:d min_input_blocks:i',
        'compaction': '@compaction',
      },
      retention: {
        '': 'interval:d',
      },
    },
    'work': {
      '': 'dead_job_timeout:d prune_age:d',
    },
  },
  'backend_scheduler_client': {
    grpc_client_config: '@grpcClientConfig',
  },
  'backend_worker': {
    '': 'backend_scheduler_addr:s finish_on_shutdown_timeout:d override_ring_key:s',
    'backoff': {
      '': 'max_period:d max_retries:i min_period:d',
    },
    'compaction': '@compaction',
    'ring': '@ring2',
  },
  'block_builder': {
    '': 'assigned_partitions:{[i]} consume_cycle_duration:d instance_id:s max_consuming_bytes:i partitions_per_instance:i',
    'block': {
      '': 'bloom_filter_false_positive:f bloom_filter_shard_size_bytes:i max_block_bytes:i parquet_row_group_size_bytes:i search_encoding:e search_page_size_bytes:i v2_encoding:e v2_index_downsample_bytes:i v2_index_page_size_bytes:i version:s',
      'parquet_dedicated_columns': {
        '[]': {
          '': 'name:s options:[s] scope:s type:s',
        },
      },
    },
    'wal': {
      '': 'ingestion_time_range_slack:d path:s search_encoding:e v2_encoding:e version:s',
    },
  },
  'cache': {
    background: {
      '': 'writeback_buffer:i writeback_goroutines:i',
    },
    caches: {
      '[]': {
        '': 'roles:[s]',
        'memcached': '@memcached',
        'redis': '@redis',
      },
    },
  },
  'compactor': {
    '': 'disabled:b override_ring_key:s',
    'compaction': '@compaction',
    'ring': '@ring2',
  },
  'distributor': {
    '': 'artificial_delay:d extend_writes:b ingester_write_path_enabled:b kafka_write_path_enabled:b max_attribute_bytes:i override_ring_key:s receivers:{a} retry_after_on_resource_exhausted:d',
    'forwarders': {
      '[]': {
        '': 'backend:s name:s',
        'filter': {
          traces: {
            '': 'span:[s] spanevent:[s]',
          },
        },
        'otlpgrpc': {
          '': 'endpoints:[s]',
          'tls': {
            '': 'cert_file:s insecure:b',
          },
        },
      },
    },
    'kafka_config': '@kafkaConfig',
    'log_discarded_spans': {
      '': 'enabled:b filter_by_status_error:b include_all_attributes:b',
    },
    'log_received_spans': {
      '': 'enabled:b filter_by_status_error:b include_all_attributes:b',
    },
    'metric_received_spans': {
      '': 'enabled:b root_only:b',
    },
    'ring': {
      '': 'enable_inet6:b heartbeat_period:d heartbeat_timeout:d instance_addr:s instance_id:s instance_interface_names:[s] instance_port:i',
      'kvstore': '@kvstore',
    },
    'usage': {
      cost_attribution: {
        '': 'enabled:b max_cardinality:i stale_duration:d',
      },
    },
  },
  'ingest': {
    '': 'enabled:b',
    'kafka': '@kafkaConfig',
  },
  'ingester': {
    '': 'complete_block_timeout:d concurrent_flushes:i flush_all_on_shutdown:b flush_check_period:d flush_object_storage:b flush_op_timeout:d max_block_bytes:i max_block_duration:d override_ring_key:s trace_idle_period:d trace_live_period:d',
    'lifecycler': {
      '': 'address:s availability_zone:s enable_inet6:b final_sleep:d heartbeat_period:d heartbeat_timeout:d id:s interface_names:[s] join_after:d min_ready_duration:d num_tokens:i observe_period:d port:i readiness_check_ring_health:b tokens_file_path:s unregister_on_shutdown:b',
      'ring': {
        '': 'excluded_zones:s heartbeat_timeout:d replication_factor:i zone_awareness_enabled:b',
        'kvstore': '@kvstore',
      },
    },
    'partition_ring': '@partitionRing',
  },
  'ingester_client': '@ingesterClient',
  'internal_server': {
    '': 'create_new_traces:b enable:b graceful_shutdown_timeout:d grpc_collect_max_streams_by_conn:b grpc_listen_address:s grpc_listen_conn_limit:i grpc_listen_network:s grpc_listen_port:i grpc_server_keepalive_time:d grpc_server_keepalive_timeout:d grpc_server_max_concurrent_streams:i grpc_server_max_connection_age:d grpc_server_max_connection_age_grace:d grpc_server_max_connection_idle:d grpc_server_max_recv_msg_size:i grpc_server_max_send_msg_size:i grpc_server_min_time_between_pings:d grpc_server_num_workers:i grpc_server_ping_without_stream_allowed:b grpc_server_read_buffer_size:i grpc_server_recv_buffer_pools_enabled:b grpc_server_stats_tracking_enabled:b grpc_server_write_buffer_size:i http_listen_address:s http_listen_conn_limit:i http_listen_network:s http_listen_port:i http_log_closed_connections_without_response_enabled:b http_path_prefix:s http_server_idle_timeout:d http_server_read_header_timeout:d http_server_read_timeout:d http_server_write_timeout:d log_format:s log_level:v log_request_at_info_level_enabled:b log_request_exclude_headers_list:s log_request_headers:b log_source_ips_enabled:b log_source_ips_full:b log_source_ips_header:s log_source_ips_regex:s proxy_protocol_enabled:b register_instrumentation:b report_grpc_codes_in_instrumentation_label_enabled:b tls_cipher_suites:s tls_min_version:s trace_request_exclude_headers_list:s trace_request_headers:b',
    'cluster_validation': '@clusterValidation',
    'grpc_tls_config': '@grpcTlsConfig',
    'http_tls_config': '@grpcTlsConfig',
  },
  'live_store': {
    '': 'commit_interval:d complete_block_concurrency:i complete_block_timeout:d flush_check_period:d flush_op_timeout:d max_block_bytes:i max_block_duration:d max_live_traces_bytes:i max_trace_idle:d max_trace_live:d query_block_concurrency:i shutdown_marker_dir:s',
    'block_config': '@block',
    'metrics': {
      '': 'time_overlap_cutoff:f',
    },
    'partition_ring': '@partitionRing',
    'ring': '@ring',
    'wal': {
      '': 'ingestion_time_range_slack:d path:s search_encoding:e v2_encoding:e version:s',
    },
  },
  'live_store_client': '@ingesterClient',
  'memberlist': {
    '': 'abort_if_cluster_fast_join_fails:b abort_if_cluster_fast_join_fails_min_nodes:i abort_if_cluster_join_fails:b acquire_writer_timeout:d advertise_addr:s advertise_port:i bind_addr:[s] bind_port:i broadcast_timeout_for_local_updates_on_shutdown:d cluster_label:s cluster_label_verification_disabled:b compression_enabled:b dead_node_reclaim_time:d gossip_interval:d gossip_nodes:i gossip_to_dead_nodes_time:d join_members:l leave_timeout:d left_ingesters_timeout:d max_concurrent_writes:i max_join_backoff:d max_join_retries:i message_history_buffer_bytes:i min_join_backoff:d node_name:s notify_interval:d obsolete_entries_timeout:d packet_dial_timeout:d packet_write_timeout:d pull_push_interval:d randomize_node_name:b received_messages_queue_size:i rejoin_interval:d rejoin_seed_nodes:l retransmit_factor:i stream_timeout:d tls_ca_path:s tls_cert_path:s tls_cipher_suites:s tls_enabled:b tls_insecure_skip_verify:b tls_key_path:s tls_min_version:s tls_server_name:s watch_prefix_buffer_size:i',
    'propagation_delay_tracker': {
      '': 'beacon_interval:d beacon_lifetime:d enabled:b log_beacons_latency_longer_than:d',
    },
    'zone_aware_routing': {
      '': 'enabled:b instance_availability_zone:s role:s',
    },
  },
  'metrics_generator': {
    '': 'codec:s disable_grpc:b disable_local_blocks:b ingest_concurrency:i instance_id:s limiter_type:s metrics_ingestion_time_range_slack:d override_ring_key:s query_timeout:d',
    'processor': {
      host_info: {
        '': 'host_identifiers:[s] metric_name:s',
      },
      local_blocks: {
        '': 'complete_block_timeout:d concurrency:i concurrent_blocks:i filter_server_spans:b flush_check_period:d flush_to_storage:b max_block_bytes:i max_block_duration:d max_live_traces:i max_live_traces_bytes:i time_overlap_cutoff:f trace_idle_period:d trace_live_period:d',
        'block': '@block',
        'search': '@search',
      },
      service_graphs: {
        '': 'database_name_attributes:[s] dimensions:[s] enable_client_server_prefix:b enable_messaging_system_latency_histogram:b enable_virtual_node_label:b histogram_buckets:[f] max_items:i peer_attributes:[s] span_multiplier_key:s wait:d workers:i',
      },
      span_metrics: {
        '': 'dimensions:[s] enable_instance_label:b enable_target_info:b histogram_buckets:[f] span_multiplier_key:s subprocessors:{b} target_info_excluded_dimensions:[s]',
        'dimension_mappings': {
          '[]': {
            '': 'join:s name:s source_labels:[s]',
          },
        },
        'filter_policies': '@filterPolicies',
        'intrinsic_dimensions': {
          '': 'service:b span_kind:b span_name:b status_code:b status_message:b',
        },
      },
    },
    'registry': {
      '': 'collection_interval:d external_labels:{s} inject_tenant_id_as:s max_label_name_length:i max_label_value_length:i stale_duration:d',
    },
    'ring': '@ring',
    'storage': {
      '': 'path:s remote_write_add_org_id_header:b remote_write_flush_deadline:d',
      'remote_write': {
        '[]': {
          '': 'bearer_token:S bearer_token_file:s enable_http2:b follow_redirects:b headers:{s} name:s no_proxy:s protobuf_message:s proxy_connect_header:{[S]} proxy_from_environment:b proxy_url:s remote_timeout:m round_robin_dns:b send_exemplars:b send_native_histograms:b url:s',
          'authorization': {
            '': 'credentials:S credentials_file:s credentials_ref:s type:s',
          },
          'azuread': {
            '': 'cloud:s scope:s',
            'managed_identity': {
              '': 'client_id:s',
            },
            'oauth': {
              '': 'client_id:s client_secret:S tenant_id:s',
            },
            'sdk': {
              '': 'tenant_id:s',
            },
            'workload_identity': {
              '': 'client_id:s tenant_id:s token_file_path:s',
            },
          },
          'basic_auth': {
            '': 'password:S password_file:s password_ref:s username:s username_file:s username_ref:s',
          },
          'google_iam': {
            '': 'credentials_file:s',
          },
          'http_headers': {
            '{}': {
              '': 'files:[s] secrets:[S] values:[s]',
            },
          },
          'metadata_config': {
            '': 'max_samples_per_send:i send:b send_interval:m',
          },
          'oauth2': {
            '': 'audience:s claims:{a} client_certificate_key:S client_certificate_key_file:s client_certificate_key_id:s client_certificate_key_ref:s client_id:s client_secret:S client_secret_file:s client_secret_ref:s endpoint_params:{s} grant_type:s iss:s no_proxy:s proxy_connect_header:{[S]} proxy_from_environment:b proxy_url:s scopes:[s] signature_algorithm:s token_url:s',
            'tls_config': '@tlsConfig',
          },
          'queue_config': {
            '': 'batch_send_deadline:m capacity:i max_backoff:m max_samples_per_send:i max_shards:i min_backoff:m min_shards:i retry_on_http_429:b sample_age_limit:m',
          },
          'sigv4': {
            '': 'access_key:s external_id:s profile:s region:s role_arn:s secret_key:S service_name:s use_fips_sts_endpoint:b',
          },
          'tls_config': '@tlsConfig',
          'write_relabel_configs': {
            '[]': {
              '': 'action:s modulus:i regex:s replacement:s separator:s source_labels:[s] target_label:s',
            },
          },
        },
      },
      'wal': {
        '': 'max_wal_time:i min_wal_time:i no_lockfile:b stripe_size:i truncate_frequency:d wal_compression:s wal_segment_size:i',
      },
    },
    'traces_query_storage': {
      '': 'ingestion_time_range_slack:d path:s search_encoding:e v2_encoding:e version:s',
    },
    'traces_storage': {
      '': 'ingestion_time_range_slack:d path:s search_encoding:e v2_encoding:e version:s',
    },
  },
  'metrics_generator_client': '@ingesterClient',
  'overrides': {
    '': 'per_tenant_override_config:s per_tenant_override_period:m',
    'defaults': {
      '': 'forwarders:[s]',
      'compaction': {
        '': 'block_retention:m compaction_disabled:b compaction_window:m',
      },
      'cost_attribution': {
        '': 'dimensions:{s} max_cardinality:i',
      },
      'global': {
        '': 'max_bytes_per_trace:i',
      },
      'ingestion': {
        '': 'artificial_delay:d burst_size_bytes:i max_attribute_bytes:i max_global_traces_per_user:i max_traces_per_user:i rate_limit_bytes:i rate_strategy:s retry_info_enabled:b tenant_shard_size:i',
      },
      'metrics_generator': {
        '': 'collection_interval:d disable_collection:b generate_native_histograms:s ingestion_time_range_slack:d max_active_entities:i max_active_series:i native_histogram_bucket_factor:f native_histogram_max_bucket_number:i native_histogram_min_reset_duration:d processors:a remote_write_headers:{S} ring_size:i trace_id_label_name:s',
        'forwarder': {
          '': 'queue_size:i workers:i',
        },
        'processor': {
          host_info: {
            '': 'host_identifiers:[s] metric_name:s',
          },
          local_blocks: {
            '': 'complete_block_timeout:d flush_check_period:d max_block_bytes:i max_block_duration:d max_live_traces:i trace_idle_period:d',
          },
          service_graphs: {
            '': 'dimensions:[s] enable_client_server_prefix:b enable_messaging_system_latency_histogram:b enable_virtual_node_label:b histogram_buckets:[f] peer_attributes:[s]',
          },
          span_metrics: {
            '': 'dimensions:[s] enable_instance_label:b enable_target_info:b histogram_buckets:[f] intrinsic_dimensions:{b} target_info_excluded_dimensions:[s]',
            'dimension_mappings': {
              '[]': {
                '': 'join:s name:s source_labels:[s]',
              },
            },
            'filter_policies': '@filterPolicies',
          },
        },
      },
      'read': {
        '': 'max_blocks_per_tag_values_query:i max_bytes_per_tag_values_query:i max_metrics_duration:m max_search_duration:m unsafe_query_hints:b',
      },
      'storage': {
        parquet_dedicated_columns: {
          '[]': {
            '': 'name:s options:[s] scope:s type:s',
          },
        },
      },
    },
    'user_configurable_overrides': {
      '': 'enabled:b poll_interval:d',
      'api': {
        '': 'check_for_conflicting_runtime_overrides:b',
      },
      'client': {
        '': 'backend:s confirm_versioning:b',
        'azure': '@azure',
        'gcs': '@gcs',
        'local': {
          '': 'path:s',
        },
        's3': '@s3',
      },
    },
  },
  'querier': {
    '': 'extra_query_delay:d max_concurrent_queries:i query_live_store:b query_relevant_ingesters:b secondary_ingester_ring:s shuffle_sharding_ingesters_enabled:b shuffle_sharding_ingesters_lookback_period:d',
    'frontend_worker': {
      '': 'dns_lookup_duration:d frontend_address:s id:s match_max_concurrent:b parallelism:i',
      'grpc_client_config': '@grpcClientConfig',
    },
    'metrics': {
      '': 'concurrent_blocks:i time_overlap_cutoff:f',
    },
    'partition_ring': {
      '': 'hedging_delay:d minimize_requests:b preferred_zone:s',
    },
    'search': {
      '': 'query_timeout:d',
    },
    'trace_by_id': {
      '': 'query_timeout:d',
      'external': {
        '': 'endpoint:s timeout:d',
      },
    },
  },
  'query_frontend': {
    '': 'allowed_headers:[s] api_timeout:d log_query_request_headers:s max_batch_size:i max_outstanding_per_tenant:i max_query_expression_size_bytes:i max_retries:i multi_tenant_queries_enabled:b query_end_cutoff:d response_consumers:i rf1_after:s url_deny_list:[s]',
    'mcp_server': {
      '': 'enabled:b',
    },
    'metrics': {
      '': 'concurrent_jobs:i duration_slo:d interval:d max_duration:d max_exemplars:i max_intervals:i max_response_series:i query_backend_after:d streaming_shards:i target_bytes_per_job:i throughput_bytes_slo:f',
    },
    'search': {
      '': 'concurrent_jobs:i default_result_limit:i default_spans_per_span_set:i duration_slo:d ingester_shards:i max_duration:d max_result_limit:i max_spans_per_span_set:i most_recent_shards:i query_backend_after:d query_ingesters_until:d target_bytes_per_job:i throughput_bytes_slo:f timeout:d',
      'metadata_slo': {
        '': 'duration_slo:d throughput_bytes_slo:f',
      },
    },
    'trace_by_id': {
      '': 'concurrent_shards:i duration_slo:d external_enabled:b query_shards:i throughput_bytes_slo:f',
    },
    'weights': {
      '': 'max_regex_conditions:i max_traceql_conditions:i request_with_weights:b retry_with_weights:b',
    },
  },
  'server': {
    '': 'create_new_traces:b graceful_shutdown_timeout:d grpc_collect_max_streams_by_conn:b grpc_listen_address:s grpc_listen_conn_limit:i grpc_listen_network:s grpc_listen_port:i grpc_server_keepalive_time:d grpc_server_keepalive_timeout:d grpc_server_max_concurrent_streams:i grpc_server_max_connection_age:d grpc_server_max_connection_age_grace:d grpc_server_max_connection_idle:d grpc_server_max_recv_msg_size:i grpc_server_max_send_msg_size:i grpc_server_min_time_between_pings:d grpc_server_num_workers:i grpc_server_ping_without_stream_allowed:b grpc_server_read_buffer_size:i grpc_server_recv_buffer_pools_enabled:b grpc_server_stats_tracking_enabled:b grpc_server_write_buffer_size:i http_listen_address:s http_listen_conn_limit:i http_listen_network:s http_listen_port:i http_log_closed_connections_without_response_enabled:b http_path_prefix:s http_server_idle_timeout:d http_server_read_header_timeout:d http_server_read_timeout:d http_server_write_timeout:d log_format:s log_level:v log_request_at_info_level_enabled:b log_request_exclude_headers_list:s log_request_headers:b log_source_ips_enabled:b log_source_ips_full:b log_source_ips_header:s log_source_ips_regex:s proxy_protocol_enabled:b register_instrumentation:b report_grpc_codes_in_instrumentation_label_enabled:b tls_cipher_suites:s tls_min_version:s trace_request_exclude_headers_list:s trace_request_headers:b',
    'cluster_validation': '@clusterValidation',
    'grpc_tls_config': '@grpcTlsConfig',
    'http_tls_config': '@grpcTlsConfig',
  },
  'storage': {
    trace: {
      '': 'backend:s blocklist_poll:d blocklist_poll_concurrency:i blocklist_poll_fallback:b blocklist_poll_jitter_ms:i blocklist_poll_stale_tenant_index:d blocklist_poll_tenant_concurrency:i blocklist_poll_tenant_index_builders:i blocklist_poll_tolerate_consecutive_errors:i blocklist_poll_tolerate_tenant_failures:i cache:s cache_max_block_age:d cache_min_compaction_level:i empty_tenant_deletion_age:d empty_tenant_deletion_enabled:b',
      'azure': '@azure',
      'background_cache': {
        '': 'writeback_buffer:i writeback_goroutines:i',
      },
      'block': '@block',
      'gcs': '@gcs',
      'local': {
        '': 'path:s',
      },
      'memcached': '@memcached',
      'pool': {
        '': 'max_workers:i queue_depth:i',
      },
      'redis': '@redis',
      's3': '@s3',
      'search': '@search',
      'wal': {
        '': 'ingestion_time_range_slack:d path:s search_encoding:e v2_encoding:e version:s',
      },
    },
  },
  'usage_report': {
    '': 'reporting_enabled:b',
    'backoff': {
      '': 'max_period:d max_retries:i min_period:d',
    },
  },
};

/** The older form of `overrides`, which Tempo reads when there is no `overrides.defaults`. */
export const LEGACY_OVERRIDES: ConfigSection = {
  '': 'block_retention:m compaction_disabled:b compaction_window:m forwarders:[s] ingestion_artificial_delay:d ingestion_burst_size_bytes:i ingestion_max_attribute_bytes:i ingestion_rate_limit_bytes:i ingestion_rate_strategy:s ingestion_retry_info_enabled:b ingestion_tenant_shard_size:i max_blocks_per_tag_values_query:i max_bytes_per_tag_values_query:i max_bytes_per_trace:i max_global_traces_per_user:i max_metrics_duration:m max_search_duration:m max_traces_per_user:i metrics_generator_collection_interval:d metrics_generator_disable_collection:b metrics_generator_forwarder_queue_size:i metrics_generator_forwarder_workers:i metrics_generator_generate_native_histograms:s metrics_generator_ingestion_time_range_slack:d metrics_generator_max_active_entities:i metrics_generator_max_active_series:i metrics_generator_native_histogram_bucket_factor:f metrics_generator_native_histogram_max_bucket_number:i metrics_generator_native_histogram_min_reset_duration:d metrics_generator_processor_host_info_host_identifiers:[s] metrics_generator_processor_host_info_metric_name:s metrics_generator_processor_local_blocks_complete_block_timeout:d metrics_generator_processor_local_blocks_flush_check_period:d metrics_generator_processor_local_blocks_max_block_bytes:i metrics_generator_processor_local_blocks_max_block_duration:d metrics_generator_processor_local_blocks_max_live_traces:i metrics_generator_processor_local_blocks_trace_idle_period:d metrics_generator_processor_service_graphs_dimensions:[s] metrics_generator_processor_service_graphs_enable_client_server_prefix:b metrics_generator_processor_service_graphs_enable_messaging_system_latency_histogram:b metrics_generator_processor_service_graphs_enable_virtual_node_label:b metrics_generator_processor_service_graphs_histogram_buckets:[f] metrics_generator_processor_service_graphs_peer_attributes:[s] metrics_generator_processor_span_metrics_dimensions:[s] metrics_generator_processor_span_metrics_enable_instance_label:b metrics_generator_processor_span_metrics_enable_target_info:b metrics_generator_processor_span_metrics_histogram_buckets:[f] metrics_generator_processor_span_metrics_intrinsic_dimensions:{b} metrics_generator_processor_span_metrics_target_info_excluded_dimensions:[s] metrics_generator_processors:a metrics_generator_remote_write_headers:{S} metrics_generator_ring_size:i metrics_generator_trace_id_label_name:s unsafe_query_hints:b',
  'cost_attribution': {
    '': 'dimensions:{s} max_cardinality:i',
  },
  'metrics_generator_processor_span_metrics_dimension_mappings': {
    '[]': {
      '': 'join:s name:s source_labels:[s]',
    },
  },
  'metrics_generator_processor_span_metrics_filter_policies': '@filterPolicies',
  'parquet_dedicated_columns': {
    '[]': {
      '': 'name:s options:[s] scope:s type:s',
    },
  },
};
