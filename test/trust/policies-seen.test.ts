import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inventory, Manifest } from '../../src/trust/inventory';
import { PolicyBook } from '../../src/trust/policies/book';
import { mayAskDns } from '../../src/trust/policies/dns';
import { ofWorkload, Runner } from '../../src/trust/policies/ends';
import { judge, Pods } from '../../src/trust/policies/evaluate';
import { all } from '../../src/trust/policies/maybe';

/**
 * What was seen on a cluster: 60 sets of policies drawn at random, each applied to Kubernetes 1.28.15 with kube-router 2.9.0, and three clients
 * that dialled two servers at two ports of their Services, and asked DNS. Every policy has one direction: with both in one, kube-router 2.9.0 lets a
 * rule of one count for the other between pods of one node, which the API does not say (13 of 761 other observations, all of them such).
 */
interface Scene {
  readonly policies: readonly { name: string; namespace: string; spec: object }[];
  /** by client, then "dns" or NAMESPACE/SERVER:PORT */
  readonly seen: { readonly [client: string]: { readonly [asked: string]: boolean } };
}

const SCENES: readonly Scene[] = JSON.parse(readFileSync(join(__dirname, 'policies-seen.json'), 'utf8'));
const TEAMS: { readonly [namespace: string]: string } = { tracing: 'traces', storage: 'store' };
/** The ports of the Services, and the container ports that they lead to. */
const LEADS: { readonly [port: string]: number } = { 443: 9000, 9001: 9001 };

const WORLD = Object.entries(TEAMS).flatMap(([namespace, team]) => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { team } } },
  ...['minio', 'tempo'].map((app) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace },
    spec: {
      template: {
        metadata: { labels: { app, tier: `${namespace}-tier` } },
        spec: { containers: [{ name: 'c', ports: [{ name: 'https', containerPort: 9000 }, { name: 'console', containerPort: 9001 }] }] },
      },
    },
  })),
]);

test.each(SCENES.map((scene, i) => [i, scene] as const))('scene %i', (_i, { policies, seen }) => {
  const manifests = policies.map(({ name, namespace, spec }) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec }));
  const inventory = new Inventory([...WORLD, ...manifests].map((object) => ({ object })));
  const book = new PolicyBook(inventory);
  const find = (id: string): { pods: Pods; runner: Runner } => {
    const [namespace, name] = id.split('/');
    const runner = ofWorkload(inventory.get('Deployment', namespace, name) as Manifest) as Runner;
    return { runner, pods: book.pods(namespace, runner.labels) };
  };
  for (const [client, asked] of Object.entries(seen)) {
    const self = find(client).pods;
    for (const [what, passed] of Object.entries(asked)) {
      if (what === 'dns') { expect(mayAskDns(book.policiesFor(self), self, book.dnsNamespaces)).toBe(passed); continue; }
      const [id, port] = what.split(':');
      const { pods, runner } = find(id);
      const arrival = { protocol: 'TCP' as const, port: LEADS[port], dialled: Number(port), names: runner.names };
      expect([client, what, all([
        judge(book.policiesFor(self), 'egress', self, { pods }, arrival).allowed,
        judge(book.policiesFor(pods), 'ingress', pods, { pods: self }, arrival).allowed,
      ])]).toEqual([client, what, passed]);
    }
  }
});
