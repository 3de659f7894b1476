import '../../src/jest';
import { Testing } from 'cdk8s';
import { spoil, tracing } from './fixture';
import { NOW } from '../util/certificates';

test('toBeProved takes constructs, objects and YAML', () => {
  const app = Testing.app();
  const chart = tracing(app);
  expect(app).toBeProved();
  expect(chart).toBeProved({ now: NOW });
  expect(Testing.synth(chart)).toBeProved();
  expect(app.synthYaml()).toBeProved();
  expect('').not.toBeProved();
  expect(() => expect('').toBeProved()).toThrow('no connection');
  expect(() => expect(7).toBeProved()).toThrow('expected a construct, a list of objects, or YAML');
  expect(() => expect('a: [').toBeProved()).toThrow('cannot be read: line');
});

test('toHaveNoTlsErrors says what is wrong', () => {
  const app = Testing.app();
  expect(app).toHaveNoTlsErrors();
  spoil(tracing(app));
  expect(app).not.toHaveNoTlsErrors();
  expect(app).not.toBeProved();
  expect(() => expect(app).toHaveNoTlsErrors()).toThrow(/OT007[^]*fix {6}add DNS/);
});
