/** How the servers of a store spread over nodes and zones. */
export enum ServerSpread {
  /** Over nodes and zones where that is possible; a server goes anywhere rather than nowhere. */
  PREFERRED = 'PREFERRED',
  /** No two servers on one node; over zones where that is possible. */
  NODES = 'NODES',
  /** No two servers on one node, and in no zone more than one server more than in another. */
  ZONES = 'ZONES',
  /** Wherever there is room. */
  NONE = 'NONE',
}

/** The fields of a pod that spread the servers which carry some labels. */
export function spreadOf(spread: ServerSpread, matchLabels: { [key: string]: string }): { [field: string]: any } {
  if (spread === ServerSpread.NONE) { return {}; }
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } };
  return {
    affinity: {
      podAntiAffinity: spread === ServerSpread.PREFERRED
        ? { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] }
        : { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    },
    topologySpreadConstraints: [{
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: spread === ServerSpread.ZONES ? 'DoNotSchedule' : 'ScheduleAnyway',
      labelSelector: { matchLabels },
    }],
  };
}
