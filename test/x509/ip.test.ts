import * as net from 'node:net';
import { isIP } from '../../src/x509/ip';

test('what is an address is what Node says', () => {
  const texts = ['', '1.2.3.4', '01.2.3.4', '1.2.3', '1.2.3.4.5', '256.1.1.1', '::', '::1', '1::', 'fe80::1%eth0', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9',
    ':', ':::', '[::1]', 'a:b', 'minio:9000', 'minio.tracing.svc', 'abcd', 'fe80', '10.0.0.1:443', ' 1.2.3.4', '2001:DB8::G'];
  expect(texts.map(isIP)).toEqual(texts.map(net.isIP));
  expect(new Set(texts.map(isIP))).toEqual(new Set([0, 4, 6]));
});
