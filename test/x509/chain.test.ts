import { ca, key, leaf, NOT_AFTER, NOT_BEFORE, NOW } from './fixtures';
import { askGo, describeWith } from './oracles';
import { Certificate } from '../../src/x509/certificate';
import { ChainOptions, verifyChain } from '../../src/x509/chain';
import { SubtreeOptions } from '../../src/x509/encode';
import { issueCa, issueCertificate, Issued, LeafOptions } from '../../src/x509/issue';

type World = Omit<ChainOptions, 'now' | 'roots'> & { leaf: Issued; roots: Issued[]; via?: Issued[]; now?: Date };

const root = ca('Root', { pathLen: 2 });
const middle = ca('Middle', { issuer: root, pathLen: 1 });
const lower = ca('Lower', { issuer: middle });
const good = leaf(lower);
const LATER = new Date('2026-12-31T00:00:00Z');
const end = leaf(root, { commonName: 'end', key: key('end') });
const rekeyed = ca('Root', { key: key('Root, second') });

function without(...changes: object[]): Partial<Parameters<typeof issueCa>[0]> {
  return { overrides: Object.assign({}, ...changes) };
}

/** One mistake a row, with the code that names it. */
const CASES: [string, () => World, string][] = [
  ['a leaf below two intermediates', () => ({ leaf: good, roots: [root], via: [middle, lower] }), 'ok'],
  ['intermediates in another order, with strangers', () => ({ leaf: good, roots: [root], via: [ca('Stranger'), lower, middle] }), 'ok'],
  ['an anchor that is an intermediate', () => ({ leaf: good, roots: [lower] }), 'ok'],
  ['the leaf itself is trusted', () => ({ leaf: good, roots: [good] }), 'ok'],
  ['a missing intermediate', () => ({ leaf: good, roots: [root], via: [lower] }), 'unknown-authority'],
  ['no roots', () => ({ leaf: good, roots: [], via: [middle, lower, root] }), 'unknown-authority'],
  ['a self-signed leaf that is not trusted', () => ({ leaf: root, roots: [ca('Other')] }), 'unknown-authority'],
  ['the right name, another key', () => ({ leaf: leaf(root), roots: [rekeyed] }), 'unknown-authority'],
  ['the right name with two keys, both trusted', () => ({ leaf: leaf(root), roots: [rekeyed, root] }), 'ok'],
  ['at the first second', () => ({ leaf: leaf(root), roots: [root], now: NOT_BEFORE }), 'ok'],
  ['at the last second', () => ({ leaf: leaf(root), roots: [root], now: NOT_AFTER }), 'ok'],
  ['a millisecond early', () => ({ leaf: leaf(root), roots: [root], now: new Date(NOT_BEFORE.getTime() - 1) }), 'not-yet-valid'],
  ['a millisecond late', () => ({ leaf: leaf(root), roots: [root], now: new Date(NOT_AFTER.getTime() + 1) }), 'expired'],
  ['an expired root', () => {
    const old = ca('Old', { notAfter: LATER });
    return { leaf: leaf(old, { overrides: { notAfter: new Date('2027-06-01T00:00:00Z') } }), roots: [old], now: new Date('2027-01-02T00:00:00Z') };
  }, 'expired'],
  ['an expired intermediate', () => {
    const old = ca('Old', { issuer: root, notAfter: LATER });
    return { leaf: leaf(old, { overrides: { notAfter: NOT_AFTER } }), roots: [root], via: [old], now: new Date('2026-12-31T12:00:00Z') };
  }, 'expired'],
  ['an intermediate that is no CA', () => ({ leaf: leaf(end), roots: [root], via: [end] }), 'unknown-authority'],
  ['an anchor that is no CA', () => ({ leaf: leaf(end), roots: [end] }), 'unknown-authority'],
  ['an anchor of version 1', () => {
    const old = ca('V1', without({ version: 1 }));
    return { leaf: leaf(old), roots: [old] };
  }, 'ok'],
  ['an intermediate of version 1', () => {
    const old = ca('V1', { issuer: root, ...without({ version: 1 }) });
    return { leaf: leaf(old), roots: [root], via: [old] };
  }, 'not-a-ca'],
  ['a CA without keyCertSign', () => {
    const weak = ca('Weak', without({ keyUsage: ['digitalSignature'] }));
    return { leaf: leaf(weak), roots: [weak] };
  }, 'unknown-authority'],
  ['a CA without key usage', () => {
    const plain = ca('Plain', without({ keyUsage: false }));
    return { leaf: leaf(plain), roots: [plain] };
  }, 'ok'],
  ['a path that is too long', () => {
    const strict = ca('Strict');
    const extra = ca('Extra', { issuer: strict });
    return { leaf: leaf(extra), roots: [strict], via: [extra] };
  }, 'path-too-long'],
  ['a client certificate for a server', () => ({ leaf: leaf(root, { usages: ['clientAuth'] }), roots: [root] }), 'wrong-usage'],
  ['a client certificate for a client', () => ({ leaf: leaf(root, { usages: ['clientAuth'] }), roots: [root], extKeyUsages: ['clientAuth'] }), 'ok'],
  ['either usage', () => ({ leaf: leaf(root, { usages: ['clientAuth'] }), roots: [root], extKeyUsages: ['serverAuth', 'clientAuth'] }), 'ok'],
  ['no usages in the leaf', () => ({ leaf: leaf(root, { overrides: { extKeyUsage: false } }), roots: [root], extKeyUsages: ['clientAuth'] }), 'ok'],
  ['a CA that allows only clients', () => {
    const clients = ca('Clients', without({ extKeyUsage: ['clientAuth'] }));
    return { leaf: leaf(clients), roots: [clients] };
  }, 'wrong-usage'],
  ['a CA that allows any usage', () => {
    const any = ca('Any', without({ extKeyUsage: ['any'] }));
    return { leaf: leaf(any), roots: [any] };
  }, 'ok'],
  ['a critical extension nobody knows', () => ({
    leaf: leaf(root, { overrides: { extraExtensions: [{ oid: '1.2.3.4', critical: true, value: Buffer.from([5, 0]) }] } }), roots: [root],
  }), 'unhandled-critical-extension'],
  ['the same, not critical', () => ({
    leaf: leaf(root, { overrides: { extraExtensions: [{ oid: '1.2.3.4', value: Buffer.from([5, 0]) }] } }), roots: [root],
  }), 'ok'],
  ['a SHA-1 signature', () => ({ leaf: leaf(root, { overrides: { hash: 'sha1' } }), roots: [root] }), 'unknown-authority'],
  ['a SHA-1 signature of RSA', () => {
    const rsa = ca('RSA', { key: key('rsa', 'rsa') });
    return { leaf: leaf(rsa, { overrides: { hash: 'sha1' } }), roots: [rsa] };
  }, 'unknown-authority'],
  ['a SHA-1 self-signature on the anchor', () => {
    const old = ca('Old SHA-1', without({ hash: 'sha1' }));
    return { leaf: leaf(old), roots: [old] };
  }, 'ok'],
  ['an RSA CA of 1024 bits', () => {
    const weak = ca('Weak RSA', { key: key('weak', 'rsa1024') });
    return { leaf: leaf(weak), roots: [weak] };
  }, 'ok'],
  ['an Ed25519 CA', () => {
    const ed = ca('Ed', { key: key('ed', 'ed25519') });
    return { leaf: leaf(ed), roots: [ed] };
  }, 'ok'],
  ['a P-521 CA with SHA-512', () => {
    const big = ca('Big', { key: key('big', 'p521') });
    return { leaf: leaf(big, { overrides: { hash: 'sha512' } }), roots: [big] };
  }, 'ok'],
  ['a host among the names', () => ({ leaf: leaf(root), roots: [root], host: 'minio.tracing.svc' }), 'ok'],
  ['a host that is not', () => ({ leaf: leaf(root), roots: [root], host: 'minio.tracing' }), 'host-mismatch'],
  ['key identifiers that do not match do not matter', () => ({
    leaf: leaf(root, { overrides: { authorityKeyId: Buffer.from('00112233', 'hex') } }), roots: [root],
  }), 'ok'],
  ['the demonstration leaf: a CA without limits as server', () => ({
    leaf: leaf(root, { overrides: { basicConstraints: { ca: true }, keyUsage: false, extKeyUsage: false } }), roots: [root], host: 'minio',
  }), 'ok'],
];

/** Name constraints of the CA, names of the leaf, whether they agree. */
const CONSTRAINTS: [SubtreeOptions, SubtreeOptions, Partial<LeafOptions>, boolean][] = [
  [{ dns: ['svc'] }, {}, { dnsNames: ['minio.tracing.svc'] }, true],
  [{ dns: ['.svc'] }, {}, { dnsNames: ['minio.tracing.svc'] }, true],
  [{ dns: ['.svc'] }, {}, { dnsNames: ['minio.tracing.svc', 'minio.tracing.svc.cluster.local'] }, false],
  [{ dns: ['tracing.svc'] }, {}, { dnsNames: ['tracing.svc'] }, true],
  [{ dns: ['.tracing.svc'] }, {}, { dnsNames: ['tracing.svc'] }, false],
  [{ dns: ['tracing.svc'] }, {}, { dnsNames: ['xtracing.svc'] }, false],
  [{ dns: ['TRACING.svc'] }, {}, { dnsNames: ['minio.tracing.SVC'] }, true],
  [{ dns: ['tracing.svc'] }, {}, { dnsNames: ['*.tracing.svc'] }, true],
  [{ dns: ['minio.tracing.svc'] }, {}, { dnsNames: ['*.tracing.svc'] }, false],
  [{}, { dns: ['minio.tracing.svc'] }, { dnsNames: ['*.tracing.svc'] }, false],
  [{}, { dns: ['a.minio.tracing.svc'] }, { dnsNames: ['*.tracing.svc'] }, true],
  [{ dns: ['svc'] }, { dns: ['kube-system.svc'] }, { dnsNames: ['x.kube-system.svc'] }, false],
  [{ dns: ['svc'] }, {}, { dnsNames: [], ipAddresses: ['10.0.0.5'] }, true],
  [{ ip: ['10.0.0.0/8'] }, {}, { dnsNames: ['any'], ipAddresses: ['10.0.0.5'] }, true],
  [{ ip: ['10.0.0.0/8'] }, {}, { ipAddresses: ['11.0.0.5'] }, false],
  [{ ip: ['10.0.0.0/8'] }, {}, { ipAddresses: ['fd00::1'] }, false],
  [{ ip: ['10.0.0.0/9', 'fd00::/8'] }, {}, { ipAddresses: ['fd00::1', '10.127.0.1'] }, true],
  [{ ip: ['10.0.0.0/9'] }, {}, { ipAddresses: ['10.128.0.1'] }, false],
  [{}, { ip: ['0.0.0.0/0'] }, { ipAddresses: ['1.2.3.4'] }, false],
  [{}, { ip: ['0.0.0.0/0'] }, { ipAddresses: ['::1'] }, true],
  [{ ip: ['10.0.0.0/8', '10.1.0.0/16', '192.168.0.0/16'] }, {}, { ipAddresses: ['10.200.0.1', '192.168.9.9'] }, true],
  [{ email: ['example.com'] }, {}, { overrides: { emails: ['a@example.com'] } }, true],
  [{ email: ['example.com'] }, {}, { overrides: { emails: ['a@b.example.com'] } }, true],
  [{ email: ['a@Example.com'] }, {}, { overrides: { emails: ['a@example.COM'] } }, true],
  [{ email: ['a@example.com'] }, {}, { overrides: { emails: ['A@example.com'] } }, false],
  [{}, { email: ['.example.com'] }, { overrides: { emails: ['a@b.example.com'] } }, false],
  [{ dns: ['minio', 'svc'] }, {}, { overrides: { emails: ['not an address'] } }, false],
  [{ uri: ['example.com'] }, {}, { overrides: { uris: ['https://a.example.com:8443/x'] } }, true],
  [{ uri: ['.example.com'] }, {}, { overrides: { uris: ['https://example.com/'] } }, false],
  [{ dns: ['minio', 'svc'] }, {}, { overrides: { uris: ['https://10.0.0.1/'] } }, false],
  [{ dns: ['minio', 'svc'] }, {}, { overrides: { uris: ['urn:a:b'] } }, false],
  [{ dns: ['minio', 'svc'] }, {}, { overrides: { uris: ['https://[::1]:80/'] } }, false],
];

/** Permitted 1.0.0.0/8 and 10.0.0.5/8: host bits are set, which no sane CA does and which Go sorts by. */
const HOST_BITS = Buffer.from('301aa018300a870801000000ff000000300a87080a000005ff000000', 'hex');
const HOST_BIT_CASES = ([['10.0.0.9', 'ok'], ['10.0.0.5', 'ok'], ['10.0.0.1', 'name-constraint'], ['1.2.3.4', 'ok']] as const)
  .map(([ip, expected]): [string, () => World, string] => [`a block with host bits, ${ip}`, () => {
    const constrained = ca('Constrained', without({ extraExtensions: [{ oid: '2.5.29.30', critical: true, value: HOST_BITS }] }));
    return { leaf: leaf(constrained, { ipAddresses: [ip] }), roots: [constrained] };
  }, expected]);

const CONSTRAINT_CASES = CONSTRAINTS.map(([permitted, excluded, names, allowed]): [string, () => World, string] => [
  `constraints ${JSON.stringify({ permitted, excluded })}, names ${JSON.stringify(names)}`,
  () => {
    const constrained = ca('Constrained', without({ nameConstraints: { permitted, excluded } }));
    return { leaf: leaf(constrained, names), roots: [constrained] };
  },
  allowed ? 'ok' : 'name-constraint',
]);

function verify(world: World): ReturnType<typeof verifyChain> {
  return verifyChain(world.leaf.certificate, {
    ...world,
    now: world.now ?? NOW,
    roots: world.roots.map(({ certificate }) => certificate),
    intermediates: world.via?.map(({ certificate }) => certificate),
  });
}

test.each([...CASES, ...CONSTRAINT_CASES, ...HOST_BIT_CASES])('%s', (_, make, expected) => {
  const result = verify(make());
  expect(result.ok ? 'ok' : `${result.code}`).toBe(expected);
  if (!result.ok) {
    expect(result.certificate).toBeInstanceOf(Certificate);
    expect(result.message.length).toBeGreaterThan(20);
  }
});

describeWith('go', 'the same cases against Go', () => {
  test('all verdicts and reasons', () => {
    const rows = [...CASES, ...CONSTRAINT_CASES, ...HOST_BIT_CASES].map(([name, make]) => ({ name, world: make() }));
    const questions: object[] = [];
    let count = 0;
    for (const { world } of rows) {
      const all = [world.leaf, ...world.roots, ...world.via ?? []];
      for (const { certificate } of all) questions.push({ op: 'add', certificate: certificate.raw.toString('base64') });
      questions.push({
        op: 'verify',
        leaf: count,
        roots: world.roots.map((_, i) => count + 1 + i),
        intermediates: (world.via ?? []).map((_, i) => count + 1 + world.roots.length + i),
        host: world.host,
        usages: world.extKeyUsages ?? [],
        now: world.now ?? NOW,
      });
      count += all.length;
    }
    const verdicts = askGo(questions).filter((answer) => typeof answer === 'object');
    const theirs = rows.map(({ name }, i) => `${name}: ${verdicts[i].chains ? 'ok' : verdicts[i].code}`);
    const ours = rows.map(({ name, world }) => {
      const result = verify(world);
      return `${name}: ${result.ok ? 'ok' : result.code}`;
    });
    expect(ours).toEqual(theirs);
  });
});

describe('the chains found', () => {
  const names = (result: ReturnType<typeof verifyChain>): string[] => result.ok ? result.chains.map((chain) => chain.map(String).join(' < ')) : [];

  test('leaf first, anchor last', () => {
    expect(names(verify({ leaf: good, roots: [root], via: [middle, lower] }))).toEqual(['CN=minio < CN=Lower < CN=Middle < CN=Root']);
  });

  test('every way to an anchor, the matching key identifier first', () => {
    const crossed = ca('Root', { issuer: ca('Bridge', { pathLen: 3 }), pathLen: 2 });
    const found = verify({ leaf: leaf(middle), roots: [ca('Bridge', { pathLen: 3 }), root], via: [middle, crossed] });
    expect(names(found)).toEqual(['CN=minio < CN=Middle < CN=Root', 'CN=minio < CN=Middle < CN=Root < CN=Bridge']);
  });

  test('two CAs that sign each other are no loop', () => {
    const [a, b] = ['A', 'B'].map((name) => ca(name, { pathLen: 5 }));
    const [ab, ba] = [ca('A', { issuer: b, pathLen: 5 }), ca('B', { issuer: a, pathLen: 5 })];
    const result = verify({ leaf: leaf(ab), roots: [root], via: [ab, ba] });
    expect(result).toMatchObject({ ok: false, code: 'unknown-authority' });
  });

  test('a pile of CAs of one name is given up after a bounded number of signature checks', () => {
    const pile = Array.from({ length: 40 }, (_, i) => ca('Same', { key: key(`pile ${i % 4}`), issuer: ca('Same', { key: key(`pile ${(i + 1) % 4}`), pathLen: 9 }), pathLen: 9 }));
    const target = leaf(pile[0]);
    expect(verify({ leaf: target, roots: [root], via: pile })).toMatchObject({ ok: false, code: 'signature-limit' });
  });
});

describe('messages', () => {
  test.each<[string, World, string[]]>([
    ['re-keyed CA', { leaf: leaf(root), roots: [rekeyed] }, ['no trusted certificate is the issuer CN=Root', 'has that name, but the signature was not made']],
    ['SHA-1', { leaf: leaf(root, { overrides: { hash: 'sha1' } }), roots: [root] }, ['ECDSA-SHA1 signatures are refused']],
    ['leaf as CA', { leaf: leaf(end), roots: [root], via: [end] }, ['CN=end has that name, but it is no CA']],
    ['usage', { leaf: leaf(root, { usages: ['clientAuth'] }), roots: [root] }, ['CN=minio allows the extended key usage clientAuth, but serverAuth is needed']],
    ['self-signed', { leaf: root, roots: [] }, ['the self-signed certificate CN=Root is not itself among the trusted']],
  ])('%s', (_, world, words) => {
    const result = verify(world);
    for (const word of words) expect(result.ok ? '' : result.message).toContain(word);
  });

  test('an invalid date is an error, because it would compare as always valid', () => {
    expect(() => verify({ leaf: good, roots: [root], now: new Date('never') })).toThrow(/no valid date/);
  });
});

test('a certificate changed by one bit does not verify', () => {
  const raw = Buffer.from(leaf(root).certificate.raw);
  const at = raw.indexOf('minio.tracing.svc');
  raw[at + 2] += 1;
  expect(verifyChain(Certificate.parse(raw), { roots: [root.certificate], now: NOW })).toMatchObject({ ok: false, code: 'unknown-authority' });
});

test('a certificate with an unusual issuer name still chains byte by byte', () => {
  const odd = issueCertificate({
    subject: { commonName: 'Ünï côdé', organization: 'a+b' }, notBefore: NOT_BEFORE, notAfter: NOT_AFTER, key: key('odd'), basicConstraints: { ca: true },
  });
  expect(verify({ leaf: leaf(odd), roots: [odd] }).ok).toBe(true);
});
