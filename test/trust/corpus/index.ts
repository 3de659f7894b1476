import { AROUND_BAD } from './around-bad';
import { AROUND_GOOD } from './around-good';
import { CERTIFICATES_BAD } from './certificates-bad';
import { CERTIFICATES_GOOD } from './certificates-good';
import { CHARTS_BAD, CHARTS_GOOD } from './charts';
import { CHARTS_MONITORING_BAD, CHARTS_MONITORING_GOOD } from './charts-monitoring';
import { EXPOSED_BAD } from './exposed-bad';
import { EXPOSED_GOOD } from './exposed-good';
import { IN_PODS_BAD, IN_PODS_GOOD } from './in-pods';
import { ISSUED_BAD } from './issued-bad';
import { ISSUED_GOOD } from './issued-good';
import { LAID_BAD, LAID_GOOD } from './laid';
import { OPENSHIFT_BAD, OPENSHIFT_GOOD } from './openshift';
import { OPERATED_BAD, OPERATED_GOOD } from './operated';
import { POLICED_BAD, POLICED_GOOD } from './policed';
import { PROGRAMS_BAD, PROGRAMS_GOOD } from './programs';
import { SPIFFE_BAD, SPIFFE_GOOD } from './spiffe';
import { STORAGE_BAD } from './storage-bad';
import { STORAGE_GOOD } from './storage-good';
import { STRANGERS_BAD, STRANGERS_GOOD } from './strangers';
import { THANOS_BAD } from './thanos-bad';
import { THANOS_GOOD } from './thanos-good';
import { Tree } from './tree';
import { VAULT_BAD, VAULT_GOOD } from './vault';
import { VAULT_SERVERS_BAD, VAULT_SERVERS_GOOD } from './vault-servers';

/** All trees. */
export const TREES: readonly Tree[] = [
  ...STORAGE_GOOD, ...CERTIFICATES_GOOD, ...ISSUED_GOOD, ...THANOS_GOOD, ...AROUND_GOOD, ...CHARTS_GOOD, ...CHARTS_MONITORING_GOOD, ...STRANGERS_GOOD,
  ...STORAGE_BAD, ...CERTIFICATES_BAD, ...ISSUED_BAD, ...THANOS_BAD, ...AROUND_BAD, ...CHARTS_BAD, ...CHARTS_MONITORING_BAD, ...STRANGERS_BAD,
  ...IN_PODS_GOOD, ...IN_PODS_BAD, ...VAULT_GOOD, ...VAULT_BAD, ...SPIFFE_GOOD, ...SPIFFE_BAD, ...OPERATED_GOOD, ...OPERATED_BAD,
  ...VAULT_SERVERS_GOOD, ...VAULT_SERVERS_BAD,
  ...LAID_GOOD, ...LAID_BAD, ...EXPOSED_GOOD, ...EXPOSED_BAD,
  ...OPENSHIFT_GOOD, ...OPENSHIFT_BAD,
  ...PROGRAMS_GOOD, ...PROGRAMS_BAD,
  ...POLICED_GOOD, ...POLICED_BAD,
];
