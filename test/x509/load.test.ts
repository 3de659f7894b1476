import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOM = join(__dirname, '..', '..', 'src', 'x509');
const files = readdirSync(ROOM).filter((name) => name.endsWith('.ts'));

test.each(files)('%s imports nothing but Node, its own room, and types of the ASN.1 libraries', (name) => {
  const source = readFileSync(join(ROOM, name), 'utf8');
  for (const [, kind, from] of source.matchAll(/^import (type )?.*?from '([^']+)';$/gms)) {
    const allowed = from.startsWith('node:') || from.startsWith('./') || (kind === 'type ' && from.startsWith('@peculiar/asn1-'));
    expect([from, allowed]).toEqual([from, true]);
  }
  expect(source.split('\n').length).toBeLessThan(300);
});

test('reading and verifying does not load the ASN.1 libraries; only issuing does', () => {
  jest.isolateModules(() => {
    jest.doMock('@peculiar/asn1-x509', () => { throw new Error('loaded'); });
    const { Certificate } = jest.requireActual<typeof import('../../src/x509/certificate')>('../../src/x509/certificate');
    const { verifyChain } = jest.requireActual<typeof import('../../src/x509/chain')>('../../src/x509/chain');
    const { readPrivateKey } = jest.requireActual<typeof import('../../src/x509/key')>('../../src/x509/key');
    const { issueCa } = jest.requireActual<typeof import('../../src/x509/issue')>('../../src/x509/issue');
    expect([Certificate, verifyChain, readPrivateKey].map((loaded) => typeof loaded)).toEqual(['function', 'function', 'function']);
    expect(() => issueCa({ commonName: 'x', notBefore: new Date(0), notAfter: new Date(1e12) })).toThrow('loaded');
    jest.dontMock('@peculiar/asn1-x509');
  });
});
