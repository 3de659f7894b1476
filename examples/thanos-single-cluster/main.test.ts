import { synthesize, verdicts } from '../testing';

test('every connection verifies by reference, and nothing secret is written', () => {
  const objects = synthesize(__dirname);
  expect(verdicts(objects)).toEqual(['consistent']);
  expect(objects.some((o) => o.kind === 'Secret')).toBe(false);
});

test('every server of gRPC demands a certificate', () => {
  const servers = synthesize(__dirname).filter((o) => ['store', 'receive'].includes(o.spec?.template?.spec.containers[0].args?.[0]));
  expect(servers).toHaveLength(2);
  for (const server of servers) { expect(server.spec.template.spec.containers[0].args.join(' ')).toContain('--grpc-server-tls-client-ca='); }
});
