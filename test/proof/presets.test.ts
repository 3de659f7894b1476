import { App, Testing } from 'cdk8s';
import { TlsProof } from '../../src';
import { prove } from '../../src/trust/prove';
import { PRESETS, synthesize } from '../presets/table';
import { NOW } from '../util/certificates';

const told = ({ severity, rule, resource, message }: { severity: string; rule: string; resource: { kind: string; name: string }; message: string }) =>
  `${severity} ${rule} ${resource.kind}/${resource.name}: ${message}`;

test.each(PRESETS)('$preset: nothing is found, and every connection is proved or consistent', (row) => {
  const { objects } = synthesize(row);
  const { findings, connections, faults } = prove(objects.map((object) => ({ object })), { now: NOW });
  expect(findings.map(told)).toEqual([]);
  expect(faults).toEqual([]);
  const verdicts = new Set(connections.map((c) => c.verdict));
  expect([...verdicts].filter((verdict) => verdict !== 'proved' && verdict !== 'consistent')).toEqual([]);
  expect(verdicts).toContain(row.verdict);
});

test.each(PRESETS)('$preset: an app of it is proved as its users prove theirs', (row) => {
  const app: App = Testing.app();
  row.make(app);
  expect(() => TlsProof.assertProved(app, { now: NOW })).not.toThrow();
});
