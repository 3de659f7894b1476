import { Symptom } from '../symptom';

/** What `ConnectionCheck` says beside the words of curl (src/smoke/script-connections.ts). */
export const CHECKS: readonly Symptom[] = [
  {
    id: 'ends-soon',
    says: /ends in \d+ days, fewer than \d+/,
    means: 'everything verifies, and will not for long: a certificate ends, and has not been renewed in time',
    rules: ['OT012', 'OT423'],
    look: 'kubectl describe certificate tells why cert-manager does not renew it; what nothing renews is to be issued again',
  },
  {
    id: 'file-not-mounted',
    says: /the file is not there, so nothing can be verified|has no certificate for the client to show/,
    means: 'the object or its key, from which the client mounts its bundle or certificate, is not in the namespace',
    rules: ['OT017', 'OT019', 'OT016'],
    look: 'kubectl get in the client\'s namespace; who should make the object, and whether it has',
  },
];
